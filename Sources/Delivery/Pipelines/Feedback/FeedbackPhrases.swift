/// The sentences that made-up comments are put together from.
enum FeedbackPhrases {
  struct Theme {
    var name: String
    /// Of comments in an ordinary month.
    var share: Double
    /// Chance that a comment praises.
    var praise: Double
    var good: [String]
    var bad: [String]
  }

  static let services = ["Benefits", "Permits", "Refuse", "Libraries"]
  static let given = ["Marta", "Devon", "Ingrid", "Kwame", "Salma", "Piotr", "Noor", "Hector"]
  static let family = ["Okafor", "Lindqvist", "Marsh", "Villanueva", "Petrov", "Adeyemi", "Holt"]
  static let thanks = [
    "Thank you.", "Keep it up.", "Very happy with it.", "It made my day.", "Five stars.",
  ]
  static let pleas = [
    "Please do something about it.", "This has to change.", "It is not the first time.",
    "I expected more.", "I gave up in the end.", "Others say the same.",
  ]

  static let themes: [Theme] = [
    Theme(
      name: "Waiting on the phone", share: 0.13, praise: 0.12,
      good: [
        "My call was answered at once.", "Somebody picked up the phone within a minute.",
        "I was called back on the day, as promised.",
      ],
      bad: [
        "I was on hold for MINUTES minutes before anyone picked up.",
        "The phone line rings and rings and then cuts off.",
        "I was number thirty in the queue and lost the connection.",
        "Nobody answers the phone in the morning.",
        "I waited MINUTES minutes on the line listening to music.",
        "The call was dropped after MINUTES minutes in the queue.",
        "Why is there no callback when the line is busy?",
      ]),
    Theme(
      name: "Staff", share: 0.22, praise: 0.78,
      good: [
        "The staff at the desk were friendly and patient.",
        "The lady at the counter was so helpful.",
        "Everyone was polite and explained things clearly.", "A kind and professional team.",
        "The officer listened and took time for my questions.", "They treated me with respect.",
        "Helpful people who know their work.",
      ],
      bad: [
        "The man at the desk was rude and did not listen.",
        "I was made to feel stupid by the staff.",
        "The officer was short with me and walked away.", "Nobody at the counter wanted to help.",
        "They need to be more polite to older people.",
      ]),
    Theme(
      name: "Appointments", share: 0.15, praise: 0.2,
      good: [
        "I got an appointment within days.", "The appointment started on time.",
        "Easy to move my appointment to another day.",
      ],
      bad: [
        "No appointment for WEEKS weeks.", "My appointment was cancelled without a word.",
        "I sat in the waiting room for MINUTES minutes after my appointment time.",
        "You can only book an appointment during working hours.",
        "The next free appointment was WEEKS weeks away.", "There should be evening appointments.",
      ]),
    Theme(
      name: "Website and forms", share: 0.17, praise: 0.22,
      good: [
        "The online form was quick and easy.", "The new website is clear.",
        "I could upload everything from home.",
      ],
      bad: [
        "The website crashed when I pressed send.", "The form asks for the same thing three times.",
        "I could not log in and the password reset does not work.",
        "The online form lost everything I had typed.", "The upload fails for photos from a phone.",
        "It is impossible to find the right form on the website.",
      ]),
    Theme(
      name: "Buildings and parking", share: 0.08, praise: 0.25,
      good: ["The new building is bright and clean.", "Good parking and a ramp at the door."],
      bad: [
        "There is nowhere to park near the office.",
        "The lift was broken again and I use a wheelchair.",
        "The toilets in the building were dirty.",
        "The waiting room is cold and has too few chairs.",
        "The car park is full by nine.",
      ]),
    Theme(
      name: "Letters and information", share: 0.14, praise: 0.15,
      good: ["The letter was clear and in plain words.", "Good information on what to bring."],
      bad: [
        "The letter was impossible to understand.", "I got two letters that say different things.",
        "The letter came after the deadline in it.", "Nobody told me which papers to bring.",
        "The leaflet has the wrong opening hours.", "Please write letters in plain language.",
      ]),
    Theme(
      name: "Decision and payment", share: 0.11, praise: 0.2,
      good: ["My SERVICE claim was decided within a week.", "The payment came when it should."],
      bad: [
        "It took WEEKS weeks to decide on my claim.",
        "The payment was late and the amount was wrong.",
        "My claim was refused without a reason.", "I still have no decision after WEEKS weeks.",
        "You stopped my payment by mistake.",
      ]),
  ]
}
