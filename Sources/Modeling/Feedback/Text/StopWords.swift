/// Words too common to say what a text is about. A stop word is no term by itself, and
/// no run of words begins or ends with one; a run of three may hold one in its middle.
public enum StopWords: Codable, Equatable, Sendable {
  case none
  /// The English function words of `StopWords.englishWords`.
  case english
  /// These words, in small letters.
  case listed([String])
  /// The words that more than this share of the documents hold, 0 ..< 1: learned from
  /// the documents, in any language.
  case learned(share: Double)

  /// Articles, pronouns, prepositions, conjunctions, auxiliaries and their short forms.
  public static let englishWords: [String] = """
    a about above after again against all also am an and any are aren't as at be because been
    before being below between both but by can can't cannot could couldn't did didn't do does
    doesn't doing don't down during each either else ever every few for from further had hadn't
    has hasn't have haven't having he he'd he'll he's her here hers herself him himself his how
    however i i'd i'll i'm i've if in into is isn't it it's its itself just let's may me might
    more most much must my myself neither no nor not now of off on once one only onto or other
    ought our ours ourselves out over own per quite rather same shall she she'd she'll she's
    should shouldn't since so some such than that that's the their theirs them themselves then
    there there's these they they'd they'll they're they've this those though through thus to
    too under until up upon us very was wasn't we we'd we'll we're we've were weren't what
    what's when where whether which while who whom whose why will with within without won't
    would wouldn't yet you you'd you'll you're you've your yours yourself yourselves
    """.split(whereSeparator: \.isWhitespace).map(String.init)
}
