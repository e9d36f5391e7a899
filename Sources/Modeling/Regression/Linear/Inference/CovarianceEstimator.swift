/// What the errors of coefficients allow for.
public enum CovarianceEstimator: Sendable {
  /// One variance, inverse to the weights, and no correlation.
  case classical
  /// A variance of its own for each row (White 1980), with one of four corrections
  /// for small samples.
  case heteroscedastic(SmallSample)
  /// Variances of their own and correlation that fades with the distance in time;
  /// the rows are in the order of time, evenly spaced. Times n/(n − k) where corrected.
  case neweyWest(Lags, corrected: Bool = true)
  /// Any dependence among rows of one group, none between groups; a group a row, ≥ 0.
  case cluster([Int32], ClusterCorrection)
  /// Dependence among rows that share a group of either kind (Cameron, Gelbach and
  /// Miller 2011).
  case twoWayCluster([Int32], [Int32])

  /// MacKinnon and White 1985; e is the residual and h the leverage of a row.
  public enum SmallSample: String, Codable, Sendable, CaseIterable {
    /// e²
    case hc0
    /// e² n/(n − k)
    case hc1
    /// e²/(1 − h)
    case hc2
    /// e²/(1 − h)²
    case hc3
  }

  /// How far correlation reaches, under Bartlett's weights 1 − j/b.
  public enum Lags: Sendable, Equatable {
    /// Lags 1 … L, with b = L + 1.
    case fixed(Int)
    /// b = 1 + ⌊the bandwidth of Newey and West 1994⌋, without prewhitening.
    case neweyWest1994
    /// b = the bandwidth of Andrews 1991, with first-order autoregressions.
    case andrews1991
  }

  public enum ClusterCorrection: String, Codable, Sendable {
    /// Times G/(G − 1) · (n − 1)/(n − k); t with G − 1 degrees of freedom.
    case cr1
    /// Bell and McCaffrey 2002; t with Satterthwaite's degrees of freedom, by
    /// coefficient (Pustejovsky and Tipton 2018). For few groups, or unequal ones.
    case cr2
  }

  public static let hc0 = heteroscedastic(.hc0)
  public static let hc1 = heteroscedastic(.hc1)
  public static let hc2 = heteroscedastic(.hc2)
  public static let hc3 = heteroscedastic(.hc3)

  /// As a reader of a table knows it.
  public var name: String {
    switch self {
    case .classical: "classical"
    case .heteroscedastic(let kind): kind.rawValue.uppercased()
    case .neweyWest: "HAC (Newey-West)"
    case .cluster(_, let kind): "cluster \(kind.rawValue.uppercased())"
    case .twoWayCluster: "two-way cluster"
    }
  }
}
