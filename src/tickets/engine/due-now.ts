/** Due as soon as somebody has room for it, whatever any clock says. */
export const DUE_NOW = new Date(0);
