/** A type that is in no grid, to show that the grid's completeness is looked at. */
package dev.wsplab.grid.newcomer;
