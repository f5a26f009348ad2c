import { z } from 'zod';

/** An error as AWS answers it. */
export class ParameterStoreFault extends Error {
  readonly type: string;
  readonly status: number;

  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** A parameter as it is kept. */
export interface StoredParameter {
  readonly Name: string;
  readonly Value: string;
  readonly Type: 'String' | 'StringList' | 'SecureString';
  readonly Version: number;
  readonly Tier: 'Standard' | 'Advanced';
  readonly KeyId?: string | undefined;
  readonly Description?: string | undefined;
}

/** How the store of the tests differs from that of a plain account. */
export interface ParameterStoreOptions {
  /** Parameters that one page of a listing looks at: pages are short or empty when it is small. Default 50. */
  readonly scanned?: number;
  /** KMS keys that exist. Default: any. */
  readonly kmsKeyIds?: readonly string[];
}

const NamesInput = z.strictObject({
  Names: z.array(z.string()).min(1).max(10),
  WithDecryption: z.boolean().optional(),
});

const PutInput = z.strictObject({
  Name: z.string().min(1).max(2048),
  Value: z.string(),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).default('Standard'),
  Overwrite: z.boolean().default(false),
  KeyId: z
    .string()
    .max(256)
    .regex(/^([a-zA-Z0-9:/_-]+)$/)
    .optional(),
  Description: z.string().max(1024).optional(),
});

const DescribeInput = z.strictObject({
  ParameterFilters: z
    .array(
      z.strictObject({
        Key: z.literal('Path'),
        Option: z.enum(['Recursive', 'OneLevel']),
        Values: z.array(z.string().min(1).max(1024)).min(1).max(50),
      }),
    )
    .default([]),
  MaxResults: z.int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

const ARN = 'arn:aws:ssm:eu-central-1:111122223333:parameter';

/** Parameter Store's behaviour and limits, as its documentation has them. */
export class ParameterStore {
  /** In no useful order, as AWS has them. */
  readonly parameters = new Map<string, StoredParameter>();
  readonly #scanned: number;
  readonly #kmsKeyIds: readonly string[] | undefined;

  constructor({ scanned = 50, kmsKeyIds }: ParameterStoreOptions = {}) {
    this.#scanned = scanned;
    this.#kmsKeyIds = kmsKeyIds;
  }

  /** Makes a parameter as someone else would. */
  add(Name: string, Value: string, more: Partial<StoredParameter> = {}): void {
    this.parameters.set(Name, { Name, Value, Type: 'String', Version: 1, Tier: 'Standard', ...more });
  }

  call(action: string, input: unknown): unknown {
    switch (action) {
      case 'GetParameters':
        return this.#get(parse(NamesInput, input));
      case 'DeleteParameters':
        return this.#delete(parse(NamesInput, input));
      case 'PutParameter':
        return this.#put(parse(PutInput, input));
      case 'DescribeParameters':
        return this.#describe(parse(DescribeInput, input));
      default:
        throw new ParameterStoreFault('UnknownOperationException', `No operation ${action}.`, 404);
    }
  }

  #get({ Names, WithDecryption = false }: z.infer<typeof NamesInput>) {
    checkNames(Names);
    const found = Names.flatMap((name) => this.parameters.get(name) ?? []);
    return {
      Parameters: found.map(({ Name, Type, Value, Version }) => ({
        Name,
        Type,
        Version,
        Value: Type === 'SecureString' && !WithDecryption ? Buffer.from(Value).toString('base64') : Value,
        ARN: ARN + Name,
        LastModifiedDate: 1_763_715_600.123,
      })),
      InvalidParameters: Names.filter((name) => !this.parameters.has(name)),
    };
  }

  #delete({ Names }: z.infer<typeof NamesInput>) {
    checkNames(Names);
    const DeletedParameters = Names.filter((name) => this.parameters.delete(name));
    return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
  }

  #put({ Name, Value, Type, Tier, Overwrite, KeyId, Description }: z.infer<typeof PutInput>) {
    checkName(Name);
    const old = this.parameters.get(Name);
    if (old !== undefined && !Overwrite) {
      throw new ParameterStoreFault('ParameterAlreadyExists', 'The parameter already exists.');
    }
    const type = Type ?? old?.Type;
    if (type === undefined) throw invalid('A parameter type is required when you create a parameter.');
    if (old !== undefined && type !== old.Type) {
      throw new ParameterStoreFault('HierarchyTypeMismatchException', 'The parameter type cannot be changed.');
    }
    if (KeyId !== undefined && this.#kmsKeyIds?.includes(KeyId) === false) {
      throw new ParameterStoreFault('InvalidKeyId', `Invalid keyId ${KeyId}`);
    }
    // AWS quotes the value here.
    if (/\{\{.*\}\}/s.test(Value)) throw invalid(`Parameter value '${Value}' can't nest another parameter.`);
    const bytes = Buffer.byteLength(Value);
    const tier = old?.Tier === 'Advanced' || Tier === 'Advanced' || (Tier !== 'Standard' && bytes > 4096);
    if (bytes > (tier ? 8192 : 4096)) throw invalid(`Value '${Value}' is longer than its tier takes.`);
    const parameter: StoredParameter = {
      Name,
      Value,
      Type: type,
      Version: (old?.Version ?? 0) + 1,
      Tier: tier ? 'Advanced' : 'Standard',
      KeyId: type === 'SecureString' ? (KeyId ?? 'alias/aws/ssm') : undefined,
      Description: Description ?? old?.Description,
    };
    this.parameters.set(Name, parameter);
    return { Version: parameter.Version, Tier: parameter.Tier };
  }

  #describe({ ParameterFilters, MaxResults, NextToken }: z.infer<typeof DescribeInput>) {
    const [filter] = ParameterFilters;
    for (const path of filter?.Values ?? []) checkName(path);
    const all = [...this.parameters.values()];
    const start = NextToken === undefined ? 0 : Number(/^token-(\d+)$/.exec(NextToken)?.[1] ?? Number.NaN);
    if (Number.isNaN(start)) throw new ParameterStoreFault('InvalidNextToken', 'The specified token is not valid.');
    const end = start + Math.min(MaxResults, this.#scanned);
    const fits = ({ Name }: StoredParameter) =>
      filter === undefined ||
      filter.Values.some((path) => {
        const below = Name.startsWith(`${path}/`) ? Name.slice(path.length + 1) : null;
        return below !== null && (filter.Option === 'Recursive' || !below.includes('/'));
      });
    return {
      Parameters: all
        .slice(start, end)
        .filter(fits)
        .map((parameter) => ({ ...parameter, Value: undefined })),
      ...(end < all.length ? { NextToken: `token-${end}` } : {}),
    };
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalid(`1 validation error detected: ${parsed.error.message} in ${JSON.stringify(input)}`);
}

function checkNames(names: readonly string[]): void {
  if (new Set(names).size < names.length) throw invalid('Duplicate names.');
  for (const name of names) checkName(name);
}

function checkName(name: string): void {
  if (!/^(?:\/[\w.-]+)+$|^[\w.-]+$/.test(name) || /^\/?(?:aws|ssm)/i.test(name)) {
    throw invalid(`Parameter name: can't be prefixed with "ssm" (case-insensitive): ${name}`);
  }
  if (ARN.length + name.length > 1011) throw invalid('Parameter name is too long.');
  if (name.startsWith('/') && name.split('/').length - 1 > 15) {
    throw new ParameterStoreFault('HierarchyLevelLimitExceededException', 'A hierarchy has at most 15 levels.');
  }
}

function invalid(message: string): ParameterStoreFault {
  return new ParameterStoreFault('ValidationException', message);
}
