import type { ComponentType } from 'react';

/** The same conversation through `dg_react_agent` itself, in place of this page's own; null where it is not built in. */
export const COMPONENT_CLIENT: ComponentType | null = null;
