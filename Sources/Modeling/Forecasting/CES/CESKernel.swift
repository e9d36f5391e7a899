/// The backcast recursion for the optimizer: forward, backward and forward again,
/// with the derivatives of every state by α₀, α₁, β₀ and β₁ in four lanes beside
/// it (forward mode), and the normal equations of the innovations summed in the
/// last pass.
struct CESKernel {
  let seasonality: CESSeasonality
  let period: Int
  private let start: CESState
  private var ring: [SIMD2<Double>]
  /// Derivatives of the real and the imaginary part of each seasonal state.
  private var realLanes: [SIMD4<Double>]
  private var imaginaryLanes: [SIMD4<Double>]

  /// ½ Σ e² with its gradient and the rows of JᵀJ.
  struct Sums {
    var half = 0.0
    var gradient = SIMD4<Double>.zero
    var rows = (
      SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero
    )
  }

  /// - Parameter start: the states before the first of the three passes.
  init(_ model: CESModel, start: CESState) {
    seasonality = model.seasonality
    period = start.season.count
    self.start = start
    ring = start.season
    let lanes = [SIMD4<Double>](repeating: .zero, count: ring.count)
    realLanes = lanes
    imaginaryLanes = lanes
  }

  /// ½ Σ e² of the last pass.
  mutating func value(_ y: UnsafeBufferPointer<Double>, _ parameters: CESParameters) -> Double {
    switch seasonality {
    case .none: run(y, parameters, .none, derivatives: false).half
    case .simple: run(y, parameters, .simple, derivatives: false).half
    case .partial: run(y, parameters, .partial, derivatives: false).half
    case .full: run(y, parameters, .full, derivatives: false).half
    }
  }

  /// The same with its derivatives.
  mutating func linearized(_ y: UnsafeBufferPointer<Double>, _ parameters: CESParameters) -> Sums {
    switch seasonality {
    case .none: run(y, parameters, .none, derivatives: true)
    case .simple: run(y, parameters, .simple, derivatives: true)
    case .partial: run(y, parameters, .partial, derivatives: true)
    case .full: run(y, parameters, .full, derivatives: true)
    }
  }

  /// A complex state with its derivatives.
  private struct Pair {
    var x: SIMD2<Double>
    var real = SIMD4<Double>.zero
    var imaginary = SIMD4<Double>.zero

    /// x' = x.l (1, 1) + x.c (im − 1, 1 − re) + e (re − im, re + im), by the chain
    /// rule; `dRe` and `dIm` are the unit lanes of the two parameters.
    @inline(__always)
    mutating func advance(
      _ re: Double, _ im: Double, _ e: Double, _ de: SIMD4<Double>, dRe: SIMD4<Double>,
      dIm: SIMD4<Double>, derivatives: Bool
    ) {
      if derivatives {
        let real =
          self.real + (im - 1) * imaginary + (re - im) * de + (x.y - e) * dIm + e * dRe
        let imaginary =
          self.real + (1 - re) * self.imaginary + (re + im) * de + (e - x.y) * dRe + e * dIm
        self.real = real
        self.imaginary = imaginary
      }
      x =
        SIMD2(repeating: x.x) + x.y * SIMD2(im - 1, 1 - re) + e * SIMD2(re - im, re + im)
    }
  }

  @inline(__always)
  private mutating func run(
    _ y: UnsafeBufferPointer<Double>, _ parameters: CESParameters, _ kind: CESSeasonality,
    derivatives: Bool
  ) -> Sums {
    for k in 0..<ring.count { ring[k] = start.season[k] }
    if derivatives {
      for k in 0..<ring.count {
        realLanes[k] = .zero
        imaginaryLanes[k] = .zero
      }
    }
    var level = Pair(x: start.level)
    var sums = Sums()
    ring.withUnsafeMutableBufferPointer { ring in
      realLanes.withUnsafeMutableBufferPointer { realLanes in
        imaginaryLanes.withUnsafeMutableBufferPointer { imaginaryLanes in
          let cells = Cells(ring: ring, real: realLanes, imaginary: imaginaryLanes)
          for pass in 0..<3 {
            CESKernel.pass(
              y, backward: pass == 1, last: pass == 2, parameters, &level, cells, kind,
              derivatives: derivatives, &sums)
            if pass < 2 {
              CESKernel.turn(
                parameters, &level, cells, kind, after: y.count, derivatives: derivatives)
            }
          }
        }
      }
    }
    return sums
  }

  /// The seasonal states and their derivatives.
  private struct Cells {
    let ring: UnsafeMutableBufferPointer<SIMD2<Double>>
    let real: UnsafeMutableBufferPointer<SIMD4<Double>>
    let imaginary: UnsafeMutableBufferPointer<SIMD4<Double>>
  }

  private static let lanes = (
    SIMD4<Double>(1, 0, 0, 0), SIMD4<Double>(0, 1, 0, 0), SIMD4<Double>(0, 0, 1, 0),
    SIMD4<Double>(0, 0, 0, 1)
  )

  @inline(__always)
  private static func pass(
    _ y: UnsafeBufferPointer<Double>, backward: Bool, last: Bool, _ parameters: CESParameters,
    _ level: inout Pair, _ cells: Cells, _ kind: CESSeasonality, derivatives: Bool,
    _ sums: inout Sums
  ) {
    let (a0, a1) = (parameters.alphaReal, parameters.alphaImaginary)
    let (b0, b1) = (parameters.betaReal, parameters.betaImaginary)
    let n = y.count
    let period = cells.ring.count
    var position = 0
    for t in 0..<n {
      let value = y[backward ? n - 1 - t : t]
      var season = Pair(x: .zero)
      if kind != .none {
        season.x = cells.ring[position]
        if derivatives {
          season.real = cells.real[position]
          season.imaginary = cells.imaginary[position]
        }
      }
      var mean = kind == .simple ? season.x.x : level.x.x
      var dMean = kind == .simple ? season.real : level.real
      if kind == .partial || kind == .full {
        mean += season.x.x
        dMean += season.real
      }
      let observed = !value.isNaN
      let e = observed ? value - mean : 0
      let de = observed ? -dMean : .zero
      if last {
        sums.half += 0.5 * e * e
        if derivatives {
          sums.gradient += e * de
          sums.rows.0 += de.x * de
          sums.rows.1 += de.y * de
          if kind == .partial || kind == .full { sums.rows.2 += de.z * de }
          if kind == .full { sums.rows.3 += de.w * de }
        }
      }
      let (u0, u1, u2, u3) = CESKernel.lanes
      if kind == .simple {
        season.advance(a0, a1, e, de, dRe: u0, dIm: u1, derivatives: derivatives)
      } else {
        level.advance(a0, a1, e, de, dRe: u0, dIm: u1, derivatives: derivatives)
        if kind == .partial {
          season.x.x += b0 * e
          if derivatives { season.real += b0 * de + e * u2 }
        }
        if kind == .full {
          season.advance(b0, b1, e, de, dRe: u2, dIm: u3, derivatives: derivatives)
        }
      }
      if kind != .none {
        cells.ring[position] = season.x
        if derivatives {
          cells.real[position] = season.real
          cells.imaginary[position] = season.imaginary
        }
        position += 1
        if position == period { position = 0 }
      }
    }
  }

  /// `CESStepper.turn` with derivatives.
  @inline(__always)
  private static func turn(
    _ parameters: CESParameters, _ level: inout Pair, _ cells: Cells, _ kind: CESSeasonality,
    after count: Int, derivatives: Bool
  ) {
    let (u0, u1, u2, u3) = CESKernel.lanes
    let (a0, a1) = (parameters.alphaReal, parameters.alphaImaginary)
    let (b0, b1) = (parameters.betaReal, parameters.betaImaginary)
    if kind != .simple {
      level.advance(a0, a1, 0, .zero, dRe: u0, dIm: u1, derivatives: derivatives)
    }
    guard kind != .none else { return }
    let period = cells.ring.count
    if kind != .partial {
      for k in 0..<period {
        var season = Pair(x: cells.ring[k], real: cells.real[k], imaginary: cells.imaginary[k])
        if kind == .simple {
          season.advance(a0, a1, 0, .zero, dRe: u0, dIm: u1, derivatives: derivatives)
        } else {
          season.advance(b0, b1, 0, .zero, dRe: u2, dIm: u3, derivatives: derivatives)
        }
        cells.ring[k] = season.x
        cells.real[k] = season.real
        cells.imaginary[k] = season.imaginary
      }
    }
    // Slot s came up at steps s, s + period, …; the one due last goes first. With
    // r = count mod period, what is due k steps on sits in slot (r + k) mod period
    // and belongs into slot period − 1 − k: reverse both parts in place.
    let r = count % period
    reverse(cells, 0, r, derivatives: derivatives)
    reverse(cells, r, period, derivatives: derivatives)
  }

  /// Reverses the slots from `start` up to `end`.
  @inline(__always)
  private static func reverse(_ cells: Cells, _ start: Int, _ end: Int, derivatives: Bool) {
    var i = start
    var j = end - 1
    while i < j {
      cells.ring.swapAt(i, j)
      if derivatives {
        cells.real.swapAt(i, j)
        cells.imaginary.swapAt(i, j)
      }
      i += 1
      j -= 1
    }
  }
}
