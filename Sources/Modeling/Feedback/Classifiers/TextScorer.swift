import Foundation
import LinearAlgebra

/// From bytes to logits without a row of terms between: each word's runs of characters are
/// added up beforehand, so a document costs a few look-ups a word.
///
/// With characters scaled by word, their part of a logit is
/// Σ_words w(word) / √(Σ_words |word|²), where w(word) is the sum over the word's runs.
struct TextScorer: Sendable {
  private typealias Lanes = SIMD8<Float>

  private let text: FittedTextVectorizer
  private let encoding: ContextEncoding
  private let classes: Int
  /// Vectors of eight classes in a row of weights.
  private let blocks: Int
  /// Weights of every term, rarity included for terms of the text, interactions scaled.
  private let weights: [Lanes]
  private let intercepts: [Lanes]
  /// Sums over the runs of characters of each word of the vocabulary, and its squared length.
  private let wordSums: [Lanes]
  private let wordSquares: [Float]

  init(text: FittedTextVectorizer, encoding: ContextEncoding, model: LinearTextModel) {
    self.text = text
    self.encoding = encoding
    classes = model.classes
    let blocks = (model.classes + 7) / 8
    self.blocks = blocks
    var weights = [Lanes](repeating: .zero, count: model.terms * blocks)
    for j in 0..<model.terms {
      var scale: Float = 1
      if j < text.terms {
        scale = text.rarity[j]
      } else if encoding.settings > 0, j >= encoding.firstTerm(setting: 0) {
        let word = (j - encoding.firstTerm(setting: 0)) % max(text.wordColumns, 1)
        scale = encoding.interactionScale * text.rarity[word]
      }
      for c in 0..<model.classes {
        weights[j * blocks + c / 8][c % 8] = scale * model.weights[j * model.classes + c]
      }
    }
    self.weights = weights
    var intercepts = [Lanes](repeating: .zero, count: blocks)
    for c in 0..<model.classes { intercepts[c / 8][c % 8] = model.intercepts[c] }
    self.intercepts = intercepts
    let words = text.lookup.words
    var sums = [Lanes](repeating: .zero, count: words.count * blocks)
    var squares = [Float](repeating: 0, count: words.count)
    if let lengths = text.options.characters?.lengths {
      var term = [UInt8](repeating: 0, count: TokenScanner.bufferLength)
      for word in 0..<words.count {
        let range = words.range(of: word)
        for (k, place) in range.enumerated() { term[k] = words.bytes[place] }
        term.withUnsafeBufferPointer { term in
          sums.withUnsafeMutableBufferPointer { sums in
            squares[word] = Self.addCharacters(
              term.baseAddress!, range.count, lengths, text, weights, blocks,
              to: sums.baseAddress! + word * blocks)
          }
        }
      }
    }
    wordSums = sums
    wordSquares = squares
  }

  /// Adds the weights of a word's runs of characters; returns its squared length.
  private static func addCharacters(
    _ term: UnsafePointer<UInt8>, _ length: Int, _ lengths: ClosedRange<Int>,
    _ text: FittedTextVectorizer, _ weights: [Lanes], _ blocks: Int,
    to sums: UnsafeMutablePointer<Lanes>
  ) -> Float {
    // A word of n characters has fewer runs than n times the lengths.
    let most = (length + 2) * lengths.count
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: most) { met in
      var count = 0
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TokenScanner.bufferLength + 16) {
        forEachCharacterRun(term, length, lengths: lengths, padded: $0.baseAddress!) {
          place, length in
          let hash = TermTable.hash(place, length)
          if let gram = text.lookup.grams.find(place, length, hash: hash) {
            met[count] = gram
            count += 1
          }
        }
      }
      var square: Float = 0
      let first = text.wordColumns
      for k in 0..<count {
        let column = first + Int(met[k])
        for b in 0..<blocks { sums[b] += weights[column * blocks + b] }
        // |word|² = Σ_runs count² rarity² = Σ over pairs of equal runs.
        var equal: Float = 0
        for other in 0..<count where met[other] == met[k] { equal += 1 }
        square += equal * text.rarity[column] * text.rarity[column]
      }
      return square
    }
  }

  /// Logits: `documents * classes` values.
  func scores(_ examples: TextExamples, threads: Int) -> [Float] {
    let chunk = 4_096
    return parallelMap((examples.count + chunk - 1) / chunk, threads: threads) { part in
      var scores: [Float] = []
      scores.reserveCapacity(chunk * classes)
      walk(examples, part * chunk..<min((part + 1) * chunk, examples.count)) { sums in
        for c in 0..<classes { scores.append(sums[c / 8][c % 8]) }
      }
      return scores
    }.flatMap { $0 }
  }

  /// The class of the largest shifted logit of each document.
  func largest(_ examples: TextExamples, shifts: [Float], threads: Int) -> [Int32] {
    let chunk = 4_096
    return parallelMap((examples.count + chunk - 1) / chunk, threads: threads) { part in
      var largest: [Int32] = []
      largest.reserveCapacity(chunk)
      walk(examples, part * chunk..<min((part + 1) * chunk, examples.count)) { sums in
        var (best, value) = (0, -Float.infinity)
        for c in 0..<classes where sums[c / 8][c % 8] + shifts[c] > value {
          (best, value) = (c, sums[c / 8][c % 8] + shifts[c])
        }
        largest.append(Int32(best))
      }
      return largest
    }.flatMap { $0 }
  }

  /// Logits of one document after the other.
  private func walk(
    _ examples: TextExamples, _ range: Range<Int>, _ body: (UnsafePointer<Lanes>) -> Void
  ) {
    let options = text.options
    let folding = options.foldsAccents ? CharacterFolding.plain : CharacterFolding.accented
    var state = ScorerState(wordColumns: text.wordColumns)
    let longest = options.words?.lengths.upperBound ?? 0
    let sublinear = (0..<64).map { $0 == 0 ? 0 : Float(1 + log(Double($0))) }
    examples.documents.bytes.withUnsafeBufferPointer { bytes in
      weights.withUnsafeBufferPointer { weights in
        wordSums.withUnsafeBufferPointer { wordSums in
          withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TokenScanner.bufferLength) {
            term in
            withUnsafeTemporaryAllocation(of: Lanes.self, capacity: 3 * blocks) { sums in
              let total = sums.baseAddress!
              let words = total + blocks
              let characters = words + blocks
              folding.ascii.withUnsafeBufferPointer { ascii in
                for d in range {
                  for b in 0..<blocks {
                    (total[b], words[b], characters[b]) = (intercepts[b], .zero, .zero)
                  }
                  var square: Float = 0
                  state.begin()
                  var scanner = TokenScanner(
                    bytes: bytes, range: examples.documents.range(of: d), folding: folding,
                    ascii: ascii.baseAddress!)
                  while let token = scanner.next(into: term.baseAddress!) {
                    let place = UnsafePointer(term.baseAddress!)
                    let hash = TermTable.hash(place, token.length)
                    let word = text.lookup.words.find(place, token.length, hash: hash) ?? -1
                    if longest > 0 { state.add(word, text.lookup, longest: longest) }
                    guard let lengths = options.characters?.lengths else { continue }
                    if word >= 0 {
                      let first = Int(word) * blocks
                      for b in 0..<blocks { characters[b] += wordSums[first + b] }
                      square += wordSquares[Int(word)]
                    } else {
                      square += Self.addCharacters(
                        place, token.length, lengths, text, self.weights, blocks, to: characters)
                    }
                  }
                  let setting = encoding.setting(examples.context, d)
                  let shift = setting.map { encoding.firstTerm(setting: $0) }
                  let length = state.drain(options.words?.frequency, sublinear) { column, weight in
                    let scaled = weight * text.rarity[column]
                    let first = column * blocks
                    for b in 0..<blocks { words[b] += weights[first + b] * weight }
                    if let shift {
                      let first = (shift + column) * blocks
                      for b in 0..<blocks { words[b] += weights[first + b] * weight }
                    }
                    return scaled * scaled
                  }
                  let isScaled = options.words?.scaling == .euclidean && length > 0
                  let wordScale = isScaled ? 1 / length.squareRoot() : 1
                  let characterScale = square > 0 ? 1 / square.squareRoot() : 0
                  for b in 0..<blocks {
                    total[b] += words[b] * wordScale + characters[b] * characterScale
                  }
                  if !examples.context.isEmpty {
                    for entry in encoding.ownEntries(examples.context, d) {
                      for b in 0..<blocks {
                        total[b] += weights[entry.term * blocks + b] * entry.value
                      }
                    }
                  }
                  body(total)
                }
              }
            }
          }
        }
      }
    }
  }
}
