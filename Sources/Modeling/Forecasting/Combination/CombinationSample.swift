/// One origin of one series: what the members said and what came.
struct CombinationSample: Sendable {
  /// `horizon` values a member, member after member; rows of members that cannot
  /// speak hold zeros.
  var forecasts: [Double]
  var canSpeak: [Bool]
  /// NaN where not known.
  var actual: [Double]
  /// Unit of the errors: in-sample error of the seasonal naive, above 0.
  var scale: Double
  /// Mean absolute error that Naive 2 made on the same steps, at least 0.
  var benchmarkError: Double
  /// r of each member.
  var errors: [Double]
  /// x.
  var traits: [Double]
}
