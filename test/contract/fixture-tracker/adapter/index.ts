export { CorkboardProvider } from './corkboard.provider.js';
