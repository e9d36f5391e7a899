/// Sum of the values, in eight fixed lanes and a fixed final tree: the same
/// bits on every machine and thread count, with an error of about n/8 roundings.
public func laneSum(_ values: [Double]) -> Double {
  values.withUnsafeBufferPointer { x in
    reduceLanes(x.count, block: { x.lanes(at: $0) }, rest: { x[$0] })
  }
}

/// Inner product Σ xᵢ yᵢ of two vectors of equal length, in fixed lanes.
public func dot(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count, "an inner product needs vectors of equal length")
  return x.withUnsafeBufferPointer { x in
    y.withUnsafeBufferPointer { y in
      reduceLanes(
        x.count, block: { x.lanes(at: $0) * y.lanes(at: $0) }, rest: { x[$0] * y[$0] })
    }
  }
}

/// Euclidean norm √Σ xᵢ², scaled by the largest entry so that it neither
/// overflows nor underflows before the result does.
public func euclideanNorm(_ values: [Double]) -> Double {
  let largest = maximumMagnitude(values)
  guard largest > 0, largest.isFinite else { return largest }
  // A power of two scales without rounding.
  let scale = Double(sign: .plus, exponent: -max(largest.exponent, -1000), significand: 1)
  let squares = values.withUnsafeBufferPointer { x in
    reduceLanes(
      x.count,
      block: {
        let v = x.lanes(at: $0) * scale
        return v * v
      },
      rest: {
        let v = x[$0] * scale
        return v * v
      })
  }
  return squares.squareRoot() / scale
}

/// The largest |xᵢ|; zero for no values, NaN when one of them is NaN.
func maximumMagnitude(_ values: [Double]) -> Double {
  var largest = 0.0
  for value in values {
    if value.isNaN { return .nan }
    if abs(value) > largest { largest = abs(value) }
  }
  return largest
}

/// Whether no value is NaN or infinite.
func allFinite(_ values: [Double]) -> Bool {
  // 0 · x is zero for a finite x and NaN otherwise.
  values.withUnsafeBufferPointer { x in
    reduceLanes(x.count, block: { x.lanes(at: $0) * 0 }, rest: { x[$0] * 0 }) == 0
  }
}

@inline(__always)
private func reduceLanes(
  _ count: Int, block: (Int) -> SIMD8<Double>, rest: (Int) -> Double
) -> Double {
  var lanes = SIMD8<Double>()
  var i = 0
  while i + 8 <= count {
    lanes += block(i)
    i += 8
  }
  var tail = 0.0
  while i < count {
    tail += rest(i)
    i += 1
  }
  let four = lanes.lowHalf + lanes.highHalf
  let two = four.lowHalf + four.highHalf
  return (two.x + two.y) + tail
}

extension UnsafeBufferPointer<Double> {
  /// The eight values from `index` on.
  @inline(__always)
  fileprivate func lanes(at index: Int) -> SIMD8<Double> {
    UnsafeRawPointer(baseAddress! + index).loadUnaligned(as: SIMD8<Double>.self)
  }
}
