import { randomInt } from 'node:crypto';

const FIRST_WORDS =
  'amber ample apt bold brave bright brisk calm clean clear cool crisp deep eager early easy fair fast fine fresh ' +
  'gentle glad gold grand green happy honest keen kind late light lively lucky merry mild neat new noble open plain ' +
  'proud quick quiet rapid rare red rich ripe royal safe sharp silent silver smart smooth soft solid steady still ' +
  'strong sunny sweet swift tall tame tidy true vast warm wide wild wise young';

const SECOND_WORDS =
  'acorn anchor apple arrow badge bay beacon bean bear bell birch bird boat brook cabin canyon cedar cliff cloud ' +
  'clover comet coral cove crane creek crow dawn deer dove dune eagle elm ember falcon fern field finch fjord flint ' +
  'forest fox gale garden glade grove harbor hawk hazel heron hill island ivy jade kite lagoon lake lark leaf lily ' +
  'lion maple marsh meadow mesa moon moss oak ocean olive orchard otter owl pearl pebble pine plum pond poplar quail ' +
  'rain raven reef ridge river robin sail seal shore sky slate snow sparrow spruce star stone storm stream sun swan ' +
  'thistle thunder tide trail tulip valley vine wave whale willow wind wolf wren';

const firstWords = FIRST_WORDS.split(' ');
const secondWords = SECOND_WORDS.split(' ');

/** Two random words joined by `-`, such as `swift-otter`: what people call an environment by. About 9,000 exist. */
export function randomShortcode(): string {
  return `${pick(firstWords)}-${pick(secondWords)}`;
}

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? 'plain';
}
