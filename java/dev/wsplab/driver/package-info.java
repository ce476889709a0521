/**
 * What the platforms of kernel drivers have in common: interrupt request levels, what runs later,
 * and drivers in C, which are loaded and call what wdm.h declares.
 */
package dev.wsplab.driver;
