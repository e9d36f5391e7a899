// Classes of colour and width, and what the key says of them.

extension NetworkMap {
  /// A class of value, from 0 for the lowest; style sheet classes carry its colour.
  struct Shade: Hashable {
    var rank: Int
    var count: Int
    var style: String
  }

  /// Rising bounds between classes.
  private var bounds: [Double] {
    switch shading {
    case .ramp(let bounds):
      return Array(Set(bounds.filter(\.isFinite)).sorted().prefix(5))
    case .change(let small, let large, _):
      let inner = small.isFinite ? abs(small) : 0
      let outer = large.isFinite ? max(abs(large), inner) : inner
      return outer > inner ? [-outer, -inner, inner, outer] : [-inner, inner]
    }
  }

  /// The class of a value; nil where it is unknown.
  func shade(_ value: Double) -> Shade? {
    guard value.isFinite else { return nil }
    return shades[bounds.firstIndex { value < $0 } ?? bounds.count]
  }

  /// All classes, from the lowest value up.
  var shades: [Shade] {
    let count = bounds.count + 1
    return (0..<count).map { rank in
      Shade(rank: rank, count: count, style: style(rank, of: count))
    }
  }

  private func style(_ rank: Int, of count: Int) -> String {
    switch shading {
    case .ramp:
      // Few classes still end at the strongest colour but one, which reads as a warning.
      let last = count <= 4 ? 4 : 5
      return "ra\(count == 1 ? 0 : rank * last / (count - 1))"
    case .change(_, _, let higherIsWorse):
      let middle = count / 2
      let away = (rank - middle) * (higherIsWorse ? 1 : -1)
      let strength = count == 3 ? 2 : 1
      return away == 0 ? "ro" : away > 0 ? "rw\(away * strength)" : "rb\(-away * strength)"
    }
  }

  /// "0.8 to 1", "1 or more", with the class's own word before it where it has one.
  func className(_ shade: Shade) -> String {
    let bounds = bounds
    let words: String
    switch (shade.rank, bounds.count) {
    case (_, 0): words = "all"
    case (0, _): words = "below \(valueFormat.words(bounds[0]))"
    case (let rank, let count) where rank == count:
      words = "\(valueFormat.words(bounds[count - 1])) or more"
    case (let rank, _):
      words = "\(valueFormat.words(bounds[rank - 1])) to \(valueFormat.words(bounds[rank]))"
    }
    if classNames.indices.contains(shade.rank) { return "\(classNames[shade.rank]): \(words)" }
    guard case .change(_, _, let higherIsWorse) = shading else { return words }
    let middle = shade.count / 2
    if shade.rank == middle { return "about the same" }
    return ((shade.rank > middle) == higherIsWorse ? "worse: " : "better: ") + words
  }

  /// Round volumes at which the stroke grows; the first is 0.
  var widthScale: NiceScale {
    let greatest = links.map(\.volume).filter { $0.isFinite && $0 > 0 }.max() ?? 1
    return NiceScale(covering: 0, greatest, targetCount: 5)
  }

  /// Stroke in user units of the step of `scale` that holds a volume.
  func strokeWidth(_ volume: Double, scale: NiceScale, isNarrow: Bool) -> Double {
    // On a phone the thinnest stroke must still be seen, the thickest must not hide others.
    let (thinnest, thickest) = isNarrow ? (1.6, 6.0) : (1.2, 8.0)
    guard volume.isFinite, volume > 0 else { return thinnest }
    let steps = max(1, scale.ticks.count - 1)
    let step = (scale.ticks.firstIndex { volume <= $0 } ?? steps) - 1
    guard steps > 1 else { return thickest }
    return thinnest + (thickest - thinnest) * Double(max(0, step)) / Double(steps - 1)
  }
}
