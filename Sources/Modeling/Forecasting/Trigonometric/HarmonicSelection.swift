internal import Glibc

/// Which harmonics of which seasons a series shows.
///
/// Over whole turns of the longest season, less a straight line, the power at each
/// harmonic is set against the power at frequencies close by that belong to no
/// season: a level that wanders raises both alike. A harmonic is kept where it
/// stands out by more than its two coefficients cost (BIC: a factor log n); of too
/// many the strongest are kept. De Livera et al. (2011, §3.3) fit a model for
/// every number of harmonics instead.
struct HarmonicSelection {
  /// At most this many in all: states are two a harmonic.
  static let most = 16
  /// Harmonics of one season looked at.
  private static let highest = 60

  /// Seasons with the harmonics found, those without any left out, and start
  /// values of their states.
  private(set) var seasons: [TrigonometricSeason] = []
  private(set) var states: [SIMD2<Double>] = []

  private struct Candidate {
    var season: Int
    var harmonic: Int
    var angle: Double
    var wave = Wave()
    var background = 0.0
  }

  /// Coefficients of a cosine and a sine, and the squares they explain.
  private struct Wave {
    var cosine = 0.0
    var sine = 0.0
    var power = 0.0
  }

  /// - Parameters:
  ///   - values: at least one; none missing.
  ///   - periods: ascending.
  init(_ values: [Double], periods: [Double]) {
    let usable = periods.filter { $0 > 2 && 2 * $0 <= Double(values.count) }
    guard let longest = usable.last else { return }
    let turns = (Double(values.count) / longest).rounded(.down)
    let length = Int((turns * longest).rounded(.down))
    let first = values.count - length
    let stretch = HarmonicSelection.detrended(Array(values[first...]))
    guard stretch.contains(where: { abs($0) > 1e-12 }) else { return }
    var candidates = HarmonicSelection.candidates(usable)
    // Each harmonic, then four frequencies beside it, as far from it and from the
    // next as whole turns allow.
    let apart = [1, max(1, (turns / 2).rounded(.down))].map {
      2 * Double.pi * $0 / Double(length)
    }
    var angles: [Double] = []
    for candidate in candidates {
      angles.append(candidate.angle)
      for gap in apart { angles += [candidate.angle - gap, candidate.angle + gap] }
    }
    let waves = HarmonicSelection.project(stretch, angles)
    let beside = 2 * apart.count + 1
    var own: [Double] = []
    for k in candidates.indices {
      candidates[k].wave = waves[k * beside]
      var sum = 0.0
      for i in 1..<beside { sum += waves[k * beside + i].power }
      own.append(sum / Double(beside - 1))
    }
    for k in candidates.indices {
      // Smoothed over its neighbours in frequency, which are those in the list.
      let near = own[max(0, k - 2)..<min(own.count, k + 3)].indices.filter {
        candidates[$0].season == candidates[k].season
      }
      candidates[k].background =
        near.reduce(0) { $0 + own[$1] } / Double(near.count)
    }
    let bar = log(Double(length))
    let kept = candidates.filter { $0.wave.power > bar * $0.background }
      .sorted { ($0.wave.power, $1.angle) > ($1.wave.power, $0.angle) }
      .prefix(min(HarmonicSelection.most, length / 6))
    for (i, period) in usable.enumerated() {
      let own = kept.filter { $0.season == i }.sorted { $0.harmonic < $1.harmonic }
      guard !own.isEmpty else { continue }
      seasons.append(TrigonometricSeason(period: period, harmonics: own.map(\.harmonic)))
      states += own.map { HarmonicSelection.state($0, first: first) }
    }
  }

  /// Harmonics of each season below half its length, those of an earlier season
  /// left out.
  private static func candidates(_ periods: [Double]) -> [Candidate] {
    var candidates: [Candidate] = []
    for (i, period) in periods.enumerated() {
      for j in 1..<max(1, min(highest + 1, Int((period / 2).rounded(.up)))) {
        let angle = 2 * Double.pi * Double(j) / period
        let isKnown = candidates.contains { $0.season != i && abs($0.angle - angle) < 1e-9 }
        if !isKnown { candidates.append(Candidate(season: i, harmonic: j, angle: angle)) }
      }
    }
    return candidates
  }

  /// Residuals of a straight line.
  private static func detrended(_ values: [Double]) -> [Double] {
    let n = Double(values.count)
    let centre = (n - 1) / 2
    var mean = 0.0
    var slope = 0.0
    var squares = 0.0
    for (t, value) in values.enumerated() {
      let d = Double(t) - centre
      mean += value
      slope += d * value
      squares += d * d
    }
    mean /= n
    slope = squares > 0 ? slope / squares : 0
    return values.enumerated().map { $1 - mean - slope * (Double($0) - centre) }
  }

  /// Least squares on one cosine and sine for each angle, eight at a time, the
  /// waves by rotation.
  private static func project(_ values: [Double], _ angles: [Double]) -> [Wave] {
    let n = Double(values.count)
    var waves: [Wave] = []
    waves.reserveCapacity(angles.count)
    var start = 0
    while start < angles.count {
      let count = min(8, angles.count - start)
      var c = SIMD8<Double>.zero
      var s = SIMD8<Double>.zero
      for k in 0..<count {
        c[k] = cos(angles[start + k])
        s[k] = sin(angles[start + k])
      }
      var x = SIMD8<Double>(repeating: 1)
      var y = SIMD8<Double>.zero
      var cosine = SIMD8<Double>.zero
      var sine = SIMD8<Double>.zero
      for value in values {
        cosine += value * x
        sine += value * y
        let next = x * c - y * s
        y = y * c + x * s
        x = next
      }
      cosine *= 2 / n
      sine *= 2 / n
      let power = 0.5 * n * (cosine * cosine + sine * sine)
      for k in 0..<count { waves.append(Wave(cosine: cosine[k], sine: sine[k], power: power[k])) }
      start += count
    }
    return waves
  }

  /// The state before the first value of the wave that is A cos λk + B sin λk from
  /// step `first` on: s = Re v, s* = −Im v for v = (A − iB) e^{−iλ first}.
  private static func state(_ candidate: Candidate, first: Int) -> SIMD2<Double> {
    let back = -candidate.angle * Double(first)
    let (c, s) = (cos(back), sin(back))
    let (a, b) = (candidate.wave.cosine, -candidate.wave.sine)
    return SIMD2(a * c - b * s, -(a * s + b * c))
  }
}
