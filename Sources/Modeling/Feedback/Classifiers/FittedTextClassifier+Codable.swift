import Foundation

extension FittedTextClassifier: Codable {
  private enum CodingKeys: String, CodingKey {
    case options, classNames, text, encoding, combination, rule, validation, model
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let classNames = try values.decode([String].self, forKey: .classNames)
    let text = try values.decode(FittedTextVectorizer.self, forKey: .text)
    let encoding = try values.decode(ContextEncoding.self, forKey: .encoding)
    let combination = try values.decode(ScoreCombination.self, forKey: .combination)
    let rule = try values.decode(DecisionRule.self, forKey: .rule)
    func refuse(_ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: .model, in: values, debugDescription: reason)
    }
    guard encoding.textTerms == text.terms, encoding.wordTerms == text.wordColumns,
      combination.offsets.count == classNames.count, rule.shifts.count == classNames.count,
      rule.thresholds.count == (combination.isExclusive ? 0 : classNames.count)
    else { throw refuse("classes or terms of the parts do not agree") }
    let packed = try values.decode(PackedWeights.self, forKey: .model)
    guard
      let model = packed.model(classes: classNames.count, terms: encoding.terms)
    else {
      throw refuse("weights do not fit \(encoding.terms) terms and \(classNames.count) classes")
    }
    self.init(
      options: try values.decode(TextClassifier.self, forKey: .options), classNames: classNames,
      text: text, encoding: encoding, model: model, combination: combination, rule: rule,
      validation: try values.decode(ClassifierValidation.self, forKey: .validation))
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(options, forKey: .options)
    try values.encode(classNames, forKey: .classNames)
    try values.encode(text, forKey: .text)
    try values.encode(encoding, forKey: .encoding)
    try values.encode(combination, forKey: .combination)
    try values.encode(rule, forKey: .rule)
    try values.encode(validation, forKey: .validation)
    try values.encode(PackedWeights(model), forKey: .model)
  }
}

/// A model's weights in a file: terms with a weight other than 0, the upper half of each
/// single-precision number (eight bits of fraction, to which weights are rounded when
/// fitted).
struct PackedWeights: Codable {
  let intercepts: [Float]
  /// Distance of each stored term from the one before, less one.
  let gaps: [Int32]
  /// Little-endian 16-bit halves, term after term.
  let weights: Data

  /// To eight bits of fraction, half to even.
  static func rounded(_ value: Float) -> Float {
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
  }

  init(_ model: LinearTextModel) {
    intercepts = model.intercepts
    var gaps: [Int32] = []
    var bytes: [UInt8] = []
    var last = -1
    for j in 0..<model.terms {
      let row = model.weights[j * model.classes..<(j + 1) * model.classes]
      guard row.contains(where: { $0 != 0 }) else { continue }
      gaps.append(Int32(j - last - 1))
      last = j
      for weight in row {
        let half = weight.bitPattern >> 16
        bytes.append(UInt8(truncatingIfNeeded: half))
        bytes.append(UInt8(truncatingIfNeeded: half >> 8))
      }
    }
    self.gaps = gaps
    weights = Data(bytes)
  }

  /// The model; nil where the sizes do not fit.
  func model(classes: Int, terms: Int) -> LinearTextModel? {
    guard intercepts.count == classes, weights.count == 2 * classes * gaps.count else { return nil }
    var all = [Float](repeating: 0, count: terms * classes)
    let bytes = [UInt8](weights)
    var j = -1
    for (k, gap) in gaps.enumerated() {
      guard gap >= 0, Int(gap) < terms - j - 1 else { return nil }
      j += Int(gap) + 1
      for c in 0..<classes {
        let place = 2 * (k * classes + c)
        let half = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
        all[j * classes + c] = Float(bitPattern: half << 16)
      }
    }
    return LinearTextModel(classes: classes, terms: terms, weights: all, intercepts: intercepts)
  }
}
