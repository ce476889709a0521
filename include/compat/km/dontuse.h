/* dontuse.h - kernel sources include it to be warned of functions not to be used; here it is empty. */
