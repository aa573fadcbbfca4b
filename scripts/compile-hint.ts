import type { Plugin } from 'vite'

/**
 * Has Chromium compile a script whole while it comes in, beside the page's thread: most of what a chunk holds is called as soon
 * as it is there, and what is compiled when first called is waited for, on a phone four times as long. To others it is a comment.
 */
export function compileHint(): Plugin {
  return {
    name: 'compile-hint',
    apply: 'build',
    augmentChunkHash: () => HINT,
    generateBundle: {
      // It counts only as the first line, and Vite puts lines on top as well.
      order: 'post',
      handler: (_, bundle) => {
        for (const file of Object.values(bundle)) if (file.type === 'chunk') file.code = `${HINT}\n${file.code}`
      },
    },
  }
}

const HINT = '//# allFunctionsCalledOnLoad'
