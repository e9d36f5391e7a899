import Feedback
import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import XCTest

final class TopicFactorizationTests: XCTestCase {
  private struct Reference: Decodable {
    let terms: Int
    let rows: [[[Double]]]
    let singular: [Double]
    let error3: Double
    let error2000: Double
    let documents3: [Double]
    let terms3: [Double]

    static let one: Reference = {
      let data = try! Data(
        contentsOf: Repository.reference("feedback/topics/factorizations.json"))
      return try! JSONDecoder().decode(Reference.self, from: data)
    }()

    var matrix: DocumentTermMatrix {
      var starts = [0]
      for row in rows { starts.append(starts.last! + row.count) }
      return DocumentTermMatrix(
        terms: terms, documentStarts: starts, termIndices: rows.joined().map { Int32($0[0]) },
        weights: rows.joined().map { Float($0[1]) })
    }
  }

  private let matrix = Reference.one.matrix

  func testTransposeTwiceIsTheTable() {
    XCTAssertEqual(matrix.transposed().transposed(), matrix)
    XCTAssertEqual(matrix.transposed().documents, 40)
  }

  func testProductsAreThoseOfTheDenseTable() {
    let dense = dense(matrix)
    var stream = RandomStream(seed: 3, "factors")
    let factors = Matrix(
      rows: 3, columns: 40, storage: (0..<120).map { _ in stream.normal() })
    let expected = factors.timesTranspose(dense)
    let found = matrix.products(with: factors)
    for (a, b) in zip(found.storage, expected.storage) { XCTAssertEqual(a, b, accuracy: 1e-12) }
  }

  func testSingularValuesAreLAPACKs() throws {
    var options = TruncatedSVD.Options(rank: 8)
    options.iterations = 40
    let svd = try TruncatedSVD(matrix, options: options)
    for (a, b) in zip(svd.values, Reference.one.singular) {
      XCTAssertEqual(a, b, accuracy: 1e-6 * b)
    }
    for factor in [svd.left, svd.right] {
      let gram = factor.gram()
      for i in 0..<8 {
        for j in 0..<8 { XCTAssertEqual(gram[i, j], i == j ? 1 : 0, accuracy: 1e-12) }
      }
    }
    // X V = U Σ.
    let image = matrix.products(with: svd.right.transpose)
    for d in 0..<matrix.documents {
      for j in 0..<8 {
        XCTAssertEqual(image[j, d], svd.left[d, j] * svd.values[j], accuracy: 1e-5)
      }
    }
  }

  func testRoundsOfTheFactorizationAreThoseOfCoordinateDescent() throws {
    var options = NonnegativeFactorization.Options(parts: 4)
    options.sweeps = 1
    options.maximumRounds = 3
    options.tolerance = 1e-300
    let found = try NonnegativeFactorization(matrix, options: options)
    let reference = Reference.one
    XCTAssertEqual(found.errors.count, 3)
    XCTAssertEqual(found.errors[2], reference.error3, accuracy: 1e-7 * reference.error3)
    for d in 0..<60 {
      for j in 0..<4 {
        XCTAssertEqual(
          found.documentWeights[j, d], reference.documents3[d * 4 + j], accuracy: 1e-5)
      }
    }
    for t in 0..<40 {
      for j in 0..<4 {
        XCTAssertEqual(found.termWeights[j, t], reference.terms3[j * 40 + t], accuracy: 1e-5)
      }
    }
  }

  func testTheErrorFallsToThatOfAConvergedFit() throws {
    var options = NonnegativeFactorization.Options(parts: 4)
    options.maximumRounds = 2000
    options.tolerance = 1e-9
    let found = try NonnegativeFactorization(matrix, options: options)
    XCTAssertTrue(found.converged)
    XCTAssertEqual(
      found.errors.last!, Reference.one.error2000, accuracy: 1e-3 * Reference.one.error2000)
    for (a, b) in zip(found.errors, found.errors.dropFirst()) { XCTAssertLessThanOrEqual(b, a) }
    // The error carried is the error.
    let fitted = found.documentWeights.transposeTimes(found.termWeights)
    let dense = dense(matrix)
    let direct = zip(dense.storage, fitted.storage).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    XCTAssertEqual(found.errors.last!, direct, accuracy: 1e-8 * direct)
    XCTAssertGreaterThanOrEqual(found.documentWeights.storage.min()!, 0)
    XCTAssertGreaterThanOrEqual(found.termWeights.storage.min()!, 0)
  }

  func testThreadsDoNotChangeABit() throws {
    let many = matrix.selecting(documents: (0..<1500).map { $0 * 7 % 60 })
    var options = NonnegativeFactorization.Options(parts: 5)
    options.maximumRounds = 10
    let one = try NonnegativeFactorization(many, options: options)
    options.threads = 3
    let three = try NonnegativeFactorization(many, options: options)
    XCTAssertEqual(one.termWeights, three.termWeights)
    XCTAssertEqual(one.documentWeights, three.documentWeights)
    XCTAssertEqual(one.errors, three.errors)
  }

  func testBadInputIsNamed() {
    XCTAssertThrowsError(try TruncatedSVD(matrix, options: .init(rank: 41))) {
      XCTAssertEqual("\($0)", "rank: 41 is not within 1 … 40")
    }
    var negative = matrix
    negative.weights[0] = -1
    XCTAssertThrowsError(try NonnegativeFactorization(negative, options: .init(parts: 2))) {
      XCTAssertEqual($0 as? TopicError, .weight(document: 0))
    }
    var broken = matrix
    broken.weights[broken.documentStarts[5]] = .nan
    XCTAssertThrowsError(try TruncatedSVD(broken, options: .init(rank: 2))) {
      XCTAssertEqual($0 as? TopicError, .weight(document: 5))
    }
  }

  private func dense(_ matrix: DocumentTermMatrix) -> Matrix {
    var dense = Matrix(rows: matrix.documents, columns: matrix.terms)
    for d in 0..<matrix.documents {
      for e in matrix.entries(of: d) {
        dense[d, Int(matrix.termIndices[e])] = Double(matrix.weights[e])
      }
    }
    return dense
  }
}
