import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../generated/prisma/client.ts';
import { CONNECTIONS, type Subject } from '../subject.ts';

export function open(connectionString: string): Subject {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: CONNECTIONS }) });
  const key = { id: true, created: true } as const;
  return {
    point: (id) => prisma.book.findUnique({ where: { id } }),
    list: (author) => prisma.book.findMany({ where: { author }, orderBy: { id: 'asc' }, take: 100 }),
    insert: (data) => prisma.order.create({ data, select: key }),
    upsert: ({ book, seen, count }) =>
      prisma.view.upsert({
        where: { book },
        create: { book, seen, count },
        update: { seen, count },
        select: { book: true, count: true },
      }),
    bulk: async (data) => (await prisma.order.createMany({ data: [...data] })).count,
    transaction: (data) =>
      prisma.$transaction(async (tx) => {
        await tx.order.create({ data, select: key });
        await tx.view.updateMany({ where: { book: data.book }, data: { count: { increment: data.quantity } } });
        return tx.book.findUnique({ where: { id: data.book } });
      }),
    close: () => prisma.$disconnect(),
  };
}
