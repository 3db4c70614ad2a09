"""A scanner on a cable or Bluetooth, at a tablet in a real browser."""

from typing import Final

from support.tablet import Tablet

BETWEEN_KEYS: Final = 8
"""Milliseconds from one key to the next."""

_BURST = """async ([text, end, gap]) => {
  const pause = () => new Promise(done => setTimeout(done, gap));
  const target = () => document.activeElement ?? document.body;
  for (const key of [...text, end]) {
    const at = target();
    const shiftKey = key.length === 1 && key !== key.toLowerCase();
    const shift = {key: 'Shift', code: 'ShiftLeft', shiftKey, bubbles: true, cancelable: true, composed: true};
    if (shiftKey) at.dispatchEvent(new KeyboardEvent('keydown', shift));
    const keys = {key, code: 'Key' + key, shiftKey, bubbles: true, cancelable: true, composed: true};
    const down = at.dispatchEvent(new KeyboardEvent('keydown', keys));
    if (down && key.length === 1 && 'value' in at) {
      at.setRangeText(key, at.selectionStart, at.selectionEnd, 'end');
      at.dispatchEvent(new InputEvent('input', {data: key, inputType: 'insertText', bubbles: true}));
    }
    at.dispatchEvent(new KeyboardEvent('keyup', keys));
    if (shiftKey) at.dispatchEvent(new KeyboardEvent('keyup', {...shift, shiftKey: false}));
    await pause();
  }
}"""


def scans(tablet: Tablet, text: str, end: str = "Enter") -> None:
    """As a scanner does, from inside the browser: keys sent one by one from a test would be too slow."""
    tablet.page.evaluate(_BURST, [text, end, BETWEEN_KEYS])
