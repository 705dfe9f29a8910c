import { writeFile } from 'node:fs/promises';
import { compileKernelModule, KERNEL_MODULE } from './kernel-module.js';

await writeFile(KERNEL_MODULE, await compileKernelModule());
