/* suppress.h - kernel sources include it for names of warnings of Microsoft's analysers; here it is empty. */
