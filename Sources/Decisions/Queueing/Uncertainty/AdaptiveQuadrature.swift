/// Adaptive integration by the Gauss–Kronrod pair of 7 and 15 points (Piessens et al.
/// 1983, QUADPACK, routine QK15), for four functions over the same nodes.
enum AdaptiveQuadrature {
  /// ∫ f from the first of the ascending `points` to the last, broken at the others, with
  /// an error of about `tolerance` in each component.
  static func integrate<E: Error>(
    over points: [Double], tolerance: Double, _ f: (Double) throws(E) -> SIMD4<Double>
  ) throws(E) -> SIMD4<Double> {
    let width = points[points.count - 1] - points[0]
    guard width > 0 else { return .zero }
    var pending: [(from: Double, to: Double, depth: Int)] = []
    for index in stride(from: points.count - 2, through: 0, by: -1)
    where points[index + 1] > points[index] {
      pending.append((points[index], points[index + 1], 0))
    }
    var total = SIMD4<Double>.zero
    while let (from, to, depth) = pending.popLast() {
      let (value, error) = try kronrod(from, to, f)
      if error <= tolerance * (to - from) / width || depth >= 30 {
        total += value
      } else {
        let middle = (from + to) / 2
        pending.append((middle, to, depth + 1))
        pending.append((from, middle, depth + 1))
      }
    }
    return total
  }

  private static func kronrod<E: Error>(
    _ from: Double, _ to: Double, _ f: (Double) throws(E) -> SIMD4<Double>
  ) throws(E) -> (value: SIMD4<Double>, error: Double) {
    let center = (from + to) / 2
    let half = (to - from) / 2
    let middle = try f(center)
    var fine = middle * weights[7]
    var coarse = middle * gaussWeights[3]
    for k in 0..<7 {
      let pair = try f(center - half * nodes[k]) + f(center + half * nodes[k])
      fine += pair * weights[k]
      if k % 2 == 1 { coarse += pair * gaussWeights[k / 2] }
    }
    let difference = (fine - coarse) * half
    var error = 0.0
    for lane in 0..<4 { error = max(error, abs(difference[lane])) }
    return (fine * half, error)
  }

  private static let nodes = [
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
  ]
  private static let weights = [
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
  ]
  private static let gaussWeights = [
    0.129484966168869693270611432679082, 0.279705391489276667901467771423780,
    0.381830050505118944950369775488975, 0.417959183673469387755102040816327,
  ]
}
