import Briefings
import Regression

struct RegressionExplanation {
  var effects: [EffectLine] = []
  var importance: [ImportanceLine] = []
  var sentences: [String] = []
  var contributions: [ContributionLine] = []
  var rowsUsed = 0
  init(of model: RegressionModel, _ frame: ModelFrame, rowLimit: Int, threads: Int)
    throws(RegressionError)
  {}
}
enum RegressionReasons {
  static func strongest(
    _ count: Int, of model: RegressionModel, _ frame: ModelFrame, threads: Int
  ) throws(RegressionError) -> [[String]] { [] }
}
