/// The outline of a shape: SVG path data in relative moves to a tenth of a unit, which
/// takes about half the bytes of absolute ones. Each move starts from the rounded point
/// before it, so that rounding does not add up.
struct Path {
  private(set) var data = ""
  private var x = 0
  private var y = 0
  private var last: Character = " "

  var isEmpty: Bool { data.isEmpty }

  mutating func move(_ px: Double, _ py: Double) {
    (x, y) = (Path.rounded(px), Path.rounded(py))
    data += "M\(Path.tenths(x))"
    separate(y)
    last = "M"
  }

  mutating func line(_ px: Double, _ py: Double) {
    let (newX, newY) = (Path.rounded(px), Path.rounded(py))
    let (dx, dy) = (newX - x, newY - y)
    guard dx != 0 || dy != 0 else { return }
    if dy == 0 {
      command("h", dx)
    } else if dx == 0 {
      command("v", dy)
    } else {
      command("l", dx)
      separate(dy)
    }
    (x, y) = (newX, newY)
  }

  mutating func close() {
    data += "z"
    last = "z"
  }

  private mutating func command(_ name: Character, _ value: Int) {
    if last == name {
      separate(value)
    } else {
      data.append(name)
      data += Path.tenths(value)
      last = name
    }
  }

  /// A minus sign separates by itself.
  private mutating func separate(_ value: Int) {
    if value >= 0 { data += " " }
    data += Path.tenths(value)
  }

  /// In tenths. No drawing is a million units wide: what lies beyond is held at the edge.
  static func rounded(_ value: Double) -> Int {
    value.isFinite ? Int((min(max(value, -1e6), 1e6) * 10).rounded()) : 0
  }

  static func tenths(_ value: Int) -> String {
    let sign = value < 0 ? "-" : ""
    let (whole, tenth) = (abs(value) / 10, abs(value) % 10)
    if tenth == 0 { return "\(sign)\(whole)" }
    return whole == 0 ? "\(sign).\(tenth)" : "\(sign)\(whole).\(tenth)"
  }
}
