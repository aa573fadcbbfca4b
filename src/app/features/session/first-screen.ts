/**
 * Tells the next start which screen it will come to, long before any storage can say so: public/first-paint.js shows the sign-in
 * page's head where nobody is signed in.
 */
export function rememberFirstScreen(isSignedIn: boolean): void {
  try {
    if (isSignedIn) localStorage.setItem(SIGNED_IN, 'yes')
    else localStorage.removeItem(SIGNED_IN)
  } catch {
    // A browser that keeps nothing.
  }
}

/** Does the sign-in page's head stand on the screen? */
export function isSignInExpected(): boolean {
  return document.documentElement.classList.contains('nobody-yet')
}

const SIGNED_IN = 'signed in'
