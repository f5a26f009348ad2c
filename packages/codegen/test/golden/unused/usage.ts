import * as models from './packages/app/src/generated/models.ts';
import type { KeptByArgument, KeptByArrayArgument, KeptByModel, KeptByRow, KeptByScalar, Model } from './packages/app/src/generated/models.ts';

export type Kept = [KeptByArgument, KeptByArrayArgument, KeptByModel, KeptByRow, KeptByScalar, Model];

// @ts-expect-error: only columns of it are returned
export type Part = models.Part;
// @ts-expect-error: no query touches it
export type Untouched = models.Untouched;
// @ts-expect-error: no column of this type is returned or passed
export type Dropped = models.Dropped;
