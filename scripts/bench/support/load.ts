import os from 'node:os';

/** The load averages of the last one and five minutes: whatever else the machine does makes figures worse. */
export function loadAverage(): string {
  const [one = 0, five = 0] = os.loadavg();
  return `${one.toFixed(1)} and ${five.toFixed(1)}`;
}
