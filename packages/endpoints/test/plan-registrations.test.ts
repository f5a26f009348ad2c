import { array, assert, boolean, constantFrom, property, record, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialStats, planRegistrations, registrationKey } from '../src/plan-registrations.ts';
import { indexResponse, job } from './local-endpoint.ts';

const index = { endpointId: 'endpoint', indexId: 'index' };

describe('planRegistrations', () => {
  it('registers, disables and disables what is missing, in this order', () => {
    const on = job('on', { version: '2.0.0' });
    const response = indexResponse([on, job('off', { enabled: false })]);
    const latest = [
      { slug: 'on', version: '1.0.0' },
      { slug: 'missing', version: '3.0.0' },
    ];
    expect(planRegistrations(index, response, latest)).toEqual([
      { key: 'on@2.0.0', task: 'registerJob', payload: { ...index, job: on } },
      { key: 'off@1.0.0', task: 'disableJob', payload: { ...index, slug: 'off', version: '1.0.0' } },
      { key: 'missing@3.0.0', task: 'disableJob', payload: { ...index, slug: 'missing', version: '3.0.0' } },
    ]);
  });

  it('disables the latest version of a job that was bumped and disabled in one go', () => {
    const response = indexResponse([job('job', { version: '2.0.0', enabled: false })]);
    expect(planRegistrations(index, response, [{ slug: 'job', version: '1.0.0' }])).toMatchObject([
      { task: 'disableJob', payload: { slug: 'job', version: '1.0.0' } },
    ]);
  });

  it('asks once for a job that is declared twice, as it is declared last', () => {
    const response = indexResponse([job('job'), job('job', { name: 'Renamed' })]);
    expect(planRegistrations(index, response, [])).toMatchObject([{ payload: { job: { name: 'Renamed' } } }]);
  });

  it('has a key of its own for every task, and leaves no live job out', () => {
    const slug = constantFrom('a', 'a@1', 'b', 'ä');
    const version = constantFrom('1', '1@2', '2.0.0');
    assert(
      property(
        array(record({ slug, version, enabled: boolean() })),
        uniqueArray(record({ slug, version }), { selector: ({ slug }) => slug }),
        (declared, latest) => {
          const response = indexResponse(declared.map(({ slug, ...fields }) => job(slug, fields)));
          const plan = planRegistrations(index, response, latest);
          expect(new Set(plan.map(({ key }) => key)).size).toBe(plan.length);
          const touched = new Set(
            plan.map((entry) => (entry.task === 'registerJob' ? entry.payload.job.id : entry.payload.slug)),
          );
          expect(touched).toEqual(new Set([...declared, ...latest].map(({ slug }) => slug)));
        },
      ),
    );
  });
});

describe('registrationKey', () => {
  it('keeps slug and version apart', () => {
    expect(registrationKey('a@b', 'c')).not.toBe(registrationKey('a', 'b@c'));
  });
});

describe('initialStats', () => {
  it('counts what was received, but no job before it is registered', () => {
    const response = {
      ...indexResponse([job('a')]),
      dynamicTriggers: [{ id: 't', jobs: [] }],
      dynamicSchedules: [{ id: 's', jobs: [] }],
    };
    expect(initialStats(response)).toEqual({
      jobs: 0,
      sources: 0,
      webhooks: 0,
      dynamicTriggers: 1,
      dynamicSchedules: 1,
      disabledJobs: 0,
      httpEndpoints: 0,
      failedJobs: 0,
      skippedJobs: 0,
    });
  });
});
