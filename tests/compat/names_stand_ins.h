/* names_stand_ins.h - what names_stand_ins.c was called with. */
#ifndef NAMES_STAND_INS_H
#define NAMES_STAND_INS_H

#ifdef __cplusplus
extern "C" {
#endif

struct stand_ins {
    int sends, selects, binds;
    int last_length;
    unsigned last_count;
};
extern struct stand_ins stand_ins;

#ifdef __cplusplus
}
#endif
#endif
