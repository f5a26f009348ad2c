import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { startDeadline } from '../src/deadline.ts';

describe('startDeadline', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('aborts when the time is up', () => {
    const deadline = startDeadline(100, undefined);
    vi.advanceTimersByTime(99);
    expect([deadline.state, deadline.signal.aborted]).toEqual(['running', false]);
    vi.advanceTimersByTime(1);
    expect([deadline.state, deadline.signal.aborted]).toEqual(['expired', true]);
  });

  it('gives new time', () => {
    const deadline = startDeadline(100, undefined);
    vi.advanceTimersByTime(90);
    deadline.restart(100);
    vi.advanceTimersByTime(99);
    expect(deadline.state).toBe('running');
    vi.advanceTimersByTime(1);
    expect(deadline.state).toBe('expired');
  });

  it('aborts with its caller, and remembers who was first', () => {
    const caller = new AbortController();
    const deadline = startDeadline(100, caller.signal);
    caller.abort();
    vi.advanceTimersByTime(100);
    expect(deadline.state).toBe('aborted');

    const late = new AbortController();
    const expired = startDeadline(100, late.signal);
    vi.advanceTimersByTime(100);
    late.abort();
    expect(expired.state).toBe('expired');
  });

  it('is aborted at once by a caller who already gave up', () => {
    expect(startDeadline(100, AbortSignal.abort()).state).toBe('aborted');
  });

  it('leaves no timer and no listener behind', () => {
    const caller = new AbortController();
    const deadline = startDeadline(100, caller.signal);
    deadline.stop();
    caller.abort();
    expect(vi.getTimerCount()).toBe(0);
    expect(deadline.state).toBe('running');
  });

  it('takes times longer than a timer can wait', () => {
    const deadline = startDeadline(Number.MAX_SAFE_INTEGER, undefined);
    vi.advanceTimersByTime(1000);
    expect(deadline.state).toBe('running');
    deadline.stop();
  });
});
