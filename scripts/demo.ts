// npm run demo [-- <name>]: shows a part of KongFlow at work; without a name, a trigger.dev job from event to result.
const demos = ['job', 'secrets'];
const [name = 'job', ...rest] = process.argv.slice(2);

if (!demos.includes(name) || rest.length > 0) {
  console.error(`Usage: npm run demo [-- ${demos.join('|')}]`);
  process.exitCode = 2;
} else {
  await import(`./demo/${name}.ts`);
}
