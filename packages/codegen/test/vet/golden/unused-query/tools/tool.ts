export const name = 'usedElsewhere';
