#!/usr/bin/env node
import { main } from './main.ts';
import { createProcessTerminal } from './process-terminal.ts';

process.exitCode = await main(process.argv.slice(2), process.env, createProcessTerminal(process));
