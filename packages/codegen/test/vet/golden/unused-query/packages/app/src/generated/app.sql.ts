// Generated code names every query: it does not count.
export const forgotten = 1;
