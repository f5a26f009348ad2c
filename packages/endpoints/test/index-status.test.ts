import { describe, expect, it } from 'vitest';
import { describeIndex } from '../src/index.ts';
import type { EndpointIndex } from '../src/index.ts';
import { initialStats } from '../src/plan-registrations.ts';
import { indexResponse } from './local-endpoint.ts';

const updatedAt = new Date('2026-01-02T03:04:05Z');

function index(fields: Partial<EndpointIndex>): EndpointIndex {
  return {
    id: 'index',
    endpointId: 'endpoint',
    status: 'PENDING',
    stats: null,
    data: null,
    error: null,
    pendingRegistrations: [],
    source: 'INTERNAL',
    sourceData: null,
    reason: null,
    createdAt: updatedAt,
    updatedAt,
    ...fields,
  };
}

const stats = {
  jobs: 0,
  sources: 0,
  webhooks: 0,
  dynamicTriggers: 0,
  dynamicSchedules: 0,
  disabledJobs: 0,
  httpEndpoints: 0,
};
const invalid = { status: 'FAILURE', error: { message: 'Invalid endpoint index' }, updatedAt };

describe('describeIndex', () => {
  it('tells which jobs of a successful index could not be registered', () => {
    const registrations = [{ id: 'welcome', version: '1.0.0', message: 'no such queue' }];
    const message = 'Some jobs could not be registered';
    const success = index({ status: 'SUCCESS', stats, error: { message, registrations } });
    expect(describeIndex(success)).toEqual({
      status: 'SUCCESS',
      stats,
      error: { message, raw: registrations },
      updatedAt,
    });
  });

  it.each([
    [index({}), { status: 'PENDING', updatedAt }],
    [index({ status: 'STARTED', stats: { ...stats, jobs: 1 } }), { status: 'STARTED', updatedAt }],
    [
      index({ status: 'SUCCESS', stats: { ...initialStats(indexResponse([])) } }),
      { status: 'SUCCESS', stats, updatedAt },
    ],
    [
      index({ status: 'FAILURE', error: { message: 'Down', raw: ['x'] } }),
      { status: 'FAILURE', error: { message: 'Down', raw: ['x'] }, updatedAt },
    ],
    [index({ status: 'SUCCESS' }), invalid],
    [index({ status: 'FAILURE', error: 'Down' }), invalid],
  ])('%#', (row, view) => {
    expect(describeIndex(row)).toEqual(view);
  });
});
