// Markup in plain modules: html`<p>${text}</p>`. Text is always text, never markup.
import htm from './vendor/htm.js';
import { h } from './vendor/preact.js';

export const html = htm.bind(h);
