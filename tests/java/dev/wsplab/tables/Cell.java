package dev.wsplab.tables;

/**
 * One cell of docs/functions.md.
 *
 * @param function in Microsoft's spelling
 * @param column who carried it out
 */
record Cell(String function, Column column) {}
