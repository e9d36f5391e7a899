/// How wide text is set, without a font at hand: advance widths in thousandths of the font
/// size by classes of characters, a little above those of the sans-serif fonts that
/// `system-ui` stands for, so that labels kept apart here do not touch anywhere.
enum TextWidth {
  static func of(_ text: String, size: Double) -> Double {
    var thousandths = 0
    for scalar in text.unicodeScalars {
      switch scalar {
      case "i", "j", "l", "I", "f", "t", "r", ".", ",", ":", ";", "'", "|", "!", "(", ")", " ":
        thousandths += 340
      case "m", "w", "M", "W", "%", "@": thousandths += 900
      case "A"..."Z": thousandths += 700
      case "0"..."9": thousandths += 600
      case "\u{1100}"...: thousandths += scalar.value < 0x2E80 ? 600 : 1000
      default: thousandths += 580
      }
    }
    return Double(thousandths) * size / 1000
  }

  /// `text`, cut with an ellipsis where it is wider than `limit`.
  static func fitting(_ text: String, within limit: Double, size: Double) -> String {
    guard of(text, size: size) > limit else { return text }
    var cut = text
    while !cut.isEmpty && of(cut + "…", size: size) > limit { cut.removeLast() }
    while cut.last == " " { cut.removeLast() }
    return cut + "…"
  }
}
