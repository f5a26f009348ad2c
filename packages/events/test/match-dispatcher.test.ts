import { describe, expect, it } from 'vitest';
import { matchDispatcher } from '../src/match-dispatcher.ts';

const event = { payload: { plan: 'pro' }, context: { region: 'eu' }, externalAccountId: null };
const candidate = { id: 'd', payloadFilter: null, contextFilter: null, externalAccountId: null };

describe('matchDispatcher', () => {
  it('matches everything without filters', () => {
    expect(matchDispatcher(event, candidate)).toEqual({ matches: true });
    expect(matchDispatcher({ ...event, payload: null, context: [] }, candidate)).toEqual({ matches: true });
  });

  it('demands both filters', () => {
    const both = { ...candidate, payloadFilter: { plan: ['pro'] }, contextFilter: { region: ['eu'] } };
    expect(matchDispatcher(event, both)).toEqual({ matches: true });
    expect(matchDispatcher({ ...event, payload: {} }, both)).toEqual({ matches: false });
    expect(matchDispatcher({ ...event, context: {} }, both)).toEqual({ matches: false });
  });

  it.each([[[]], [null], ['text'], [{}]])('takes {} for no filter: payload %j', (payload) => {
    const empty = { ...candidate, payloadFilter: {}, contextFilter: {} };
    expect(matchDispatcher({ ...event, payload }, empty)).toEqual({ matches: true });
  });

  it('matches a payload that is an array element by element', () => {
    const filtered = { ...candidate, payloadFilter: { plan: ['pro'] } };
    expect(matchDispatcher({ ...event, payload: [{ plan: 'free' }, { plan: 'pro' }] }, filtered)).toEqual({
      matches: true,
    });
    expect(matchDispatcher({ ...event, payload: [{ plan: 'free' }] }, filtered)).toEqual({ matches: false });
    expect(matchDispatcher({ ...event, payload: [] }, filtered)).toEqual({ matches: false });
  });

  it('gives a dispatcher of an account the events of that account only, with and without filters', () => {
    for (const payloadFilter of [null, {}, { plan: ['pro'] }]) {
      const ofAccount = { ...candidate, payloadFilter, externalAccountId: 'acme' };
      expect(matchDispatcher({ ...event, externalAccountId: 'acme' }, ofAccount)).toEqual({ matches: true });
      expect(matchDispatcher({ ...event, externalAccountId: 'other' }, ofAccount)).toEqual({ matches: false });
      expect(matchDispatcher(event, ofAccount)).toEqual({ matches: false });
    }
  });

  it('gives a dispatcher without account the events of all accounts', () => {
    expect(matchDispatcher({ ...event, externalAccountId: 'acme' }, candidate)).toEqual({ matches: true });
  });

  it.each([
    ['a scalar', 5],
    ['an unknown operator', { plan: [{ $like: 'p' }] }],
    ['a bare value', { plan: 'pro' }],
  ])('says why a filter that is %s cannot be used', (_, payloadFilter) => {
    const match = matchDispatcher(event, { ...candidate, payloadFilter });
    expect(match).toHaveProperty('invalid', expect.stringContaining('payloadFilter'));
  });
});
