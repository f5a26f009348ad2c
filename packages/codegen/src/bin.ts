#!/usr/bin/env node
import "./bootstrap/cli.ts";
