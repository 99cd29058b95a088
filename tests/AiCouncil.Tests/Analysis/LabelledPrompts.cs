using AiCouncil.Requests;
using static AiCouncil.Requests.AnswerType;
using static AiCouncil.Requests.ComplexityLevel;
using static AiCouncil.Requests.RiskLevel;
using static AiCouncil.Requests.TaskIntent;
using static AiCouncil.Requests.TaskType;

namespace AiCouncil.Analysis;

/// <summary>A prompt and what a person says about it.</summary>
public sealed record Labelled(
    string Prompt, TaskIntent Intent, ComplexityLevel Complexity, TaskType TaskType, AnswerType AnswerType, RiskLevel Risk = Low, bool MultiPart = false);

/// <summary>Prompts written and labelled by hand for this project; a label is what a person wants, not what a rule can see.</summary>
internal static class LabelledPrompts
{
    private const string Code = "```python\nx = [1, 2, 3]\nfor i in x:\n    print(i * 2)\n```";

    public static IReadOnlyList<Labelled> All { get; } =
    [
        // choices
        new("Which planet is the largest?\nA) Earth\nB) Jupiter\nC) Mars\nD) Venus", Question, Simple, Reasoning, Choice),
        new("The mitochondrion is best described as\n(A) the powerhouse of the cell\n(B) a storage organelle\n(C) the cell wall", Question, Simple, Reasoning, Choice),
        new("Choose the correct spelling: A. acommodate B. accommodate C. accomodate", Instruction, Simple, Reasoning, Choice),
        new("Which of the following is a prime number?\n1) 21\n2) 27\n3) 31\n4) 33", Question, Simple, Reasoning, Choice),
        new("Which gas do plants absorb?\na. oxygen\nb. nitrogen\nc. carbon dioxide", Question, Simple, Reasoning, Choice),
        new("Is a tomato a fruit or a vegetable?", Question, Trivial, Reasoning, Choice),
        new("Which is larger, 9.11 or 9.9?", Question, Trivial, Reasoning, Choice),
        new("Who was born first, Mozart or Beethoven?", Question, Trivial, Reasoning, Choice),
        new("Is 91 a prime number?", Question, Trivial, Reasoning, Choice),
        new("Was Napoleon born before Bismarck? Answer yes or no.", Question, Trivial, Reasoning, Choice),
        new("True or false: the Great Wall of China is visible from the Moon.", TaskIntent.Verification, Simple, FactChecking, Choice),
        new("Does water boil at a lower temperature at high altitude?", Question, Trivial, Reasoning, Choice),
        new("Is this sentence grammatical, yes or no: \"Me and him goes to school.\"", Question, Simple, Reasoning, Choice),
        new("A patient has a fever and a stiff neck. What is the most likely diagnosis? A) influenza B) meningitis C) migraine D) sinusitis", Question, Simple, Reasoning, Choice, High),

        // numbers
        new("What is 17*23?", Question, Trivial, Reasoning, Number),
        new("12 + 7 * 3 =", Instruction, Trivial, Reasoning, Number),
        new("How many moons does Mars have?", Question, Trivial, Reasoning, Number),
        new("Tom has 3 boxes with 12 pencils each. He gives away 7 pencils. How many are left?", Question, Simple, Reasoning, Number),
        new("A shirt costs $40 and is reduced by 15%. What is the final price?", Question, Simple, Reasoning, Number),
        new("A train travels 240 km in 3 hours. What is its average speed?", Question, Simple, Reasoning, Number),
        new("What is 15% of 240?", Question, Trivial, Reasoning, Number),
        new("In what year did the Berlin Wall fall?", Question, Trivial, Reasoning, Number),
        new("Calculate the area of a circle with radius 5.", Instruction, Trivial, Reasoning, Number),
        new("Convert 5 miles to kilometres.", TaskIntent.Modification, Trivial, Reasoning, Number),
        new("What is the population of Iceland?", Question, Trivial, Reasoning, Number),
        new("If I invest $1,000 at 5% compound interest, how much will I have after 10 years?", Question, Simple, Reasoning, Number, High),
        new("Maria reads 20 pages on Monday and twice as many on Tuesday. The book has 200 pages. What percentage is left?", Question, Simple, Reasoning, Number),
        new("What's the square root of 144?", Question, Trivial, Reasoning, Number),
        new("How old will Ann be in 2040 if she was born in 1987?", Question, Trivial, Reasoning, Number),
        new("Two dice are rolled. What is the probability that the sum is 7?", Question, Simple, Reasoning, Number),
        new("How long does a 1,500 W heater need to use 6 kWh?", Question, Trivial, Reasoning, Number),

        // mathematics
        new("Simplify $\\frac{x^2-1}{x-1}$.", TaskIntent.Modification, Simple, Reasoning, MathExpression),
        new("Solve for x: 3x + 7 = 22", Instruction, Simple, Reasoning, MathExpression),
        new("Find the derivative of x^3 + 2x.", Instruction, Simple, Reasoning, MathExpression),
        new("Express the perimeter of a square in terms of its area A.", Instruction, Simple, Reasoning, MathExpression),
        new("Factor the polynomial x^2 - 5x + 6.", Instruction, Simple, Reasoning, MathExpression),
        new("What is $\\int_0^1 x^2\\,dx$?", Question, Simple, Reasoning, MathExpression),
        new("Let $a$ and $b$ be the roots of $x^2-3x+1=0$. Find $a^2+b^2$.", Instruction, Moderate, Reasoning, MathExpression),

        // literals
        new("What does this code print?\n" + Code, Question, Moderate, Reasoning, Literal),
        new("Complete the assertion:\n[PYTHON]\ndef f(s):\n    return s[::-1]\nassert f('abc') == ??\n[/PYTHON]", Instruction, Moderate, Reasoning, Literal),
        new("What is the output of `print(\"a\" * 3)`?", Question, Simple, Reasoning, Literal),
        new("Write a regex that matches an IPv4 address.", Creation, Simple, CodeGeneration, Literal),
        new("Convert 255 to hexadecimal.", TaskIntent.Modification, Simple, Reasoning, Literal),
        new("Reverse the string \"orchestrator\".", Instruction, Simple, Reasoning, Literal),
        new("What does the function return for n = 4?\n```\nint f(int n) { return n < 2 ? n : f(n-1) + f(n-2); }\n```", Question, Moderate, Reasoning, Literal),

        // short facts
        new("What is the capital of France?", Question, Trivial, Research, ShortFact),
        new("Who wrote Hamlet?", Question, Trivial, Research, ShortFact),
        new("When was the Treaty of Westphalia signed?", Question, Trivial, Research, ShortFact),
        new("Where is the Atacama Desert?", Question, Trivial, Research, ShortFact),
        new("Which country won the 1998 World Cup?", Question, Trivial, Research, ShortFact),
        new("Name the chemical element with the symbol W.", Instruction, Trivial, Research, ShortFact),
        new("What is the longest river in Africa?", Question, Trivial, Research, ShortFact),
        new("What does HTTP stand for?", Question, Trivial, Research, ShortFact),
        new("What language is spoken in Suriname?", Question, Trivial, Research, ShortFact),
        new("Who is the author of The Master and Margarita?", Question, Trivial, Research, ShortFact),

        // documents and programs
        new("Write a Python function that returns true or false depending on whether a string is a palindrome.", Creation, Moderate, CodeGeneration, Document),
        new("Write an essay of 500 words about the French Revolution.", Creation, Moderate, Reasoning, Document),
        new("Draft a cover letter for a junior data analyst position.", Creation, Moderate, Reasoning, Document),
        new("Create a README for a command line tool that resizes images.", Creation, Moderate, Reasoning, Document),
        new("Implement a thread-safe LRU cache in C#.", Creation, Moderate, CodeGeneration, Document),
        new("Write a SQL query that lists the ten customers with the highest revenue.", Creation, Moderate, CodeGeneration, Document),
        new("Refactor this method:\n```csharp\npublic int Add(int a, int b) { var c = a + b; return c; }\n```", TaskIntent.Modification, Moderate, CodeGeneration, Document),
        new("Fix the bug in this code:\n" + Code, TaskIntent.Modification, Moderate, Debugging, Document),
        new("Write a project plan for moving our database to production in March.", Creation, Moderate, Reasoning, Document, Medium),
        new("Write unit tests for this function:\n```python\ndef area(r):\n    # A) circle\n    # B) disc\n    return 3.14 * r * r\n```", Creation, Moderate, CodeGeneration, Document),

        // prose
        new("Explain quantum entanglement to a ten-year-old.", TaskIntent.Analysis, Simple, Reasoning, Prose),
        new("Why is the sky blue?", TaskIntent.Analysis, Simple, Reasoning, Prose),
        new("What is the difference between TCP and UDP?", TaskIntent.Analysis, Simple, Reasoning, Prose),
        new("Write a poem about the sea.", Creation, Trivial, CreativeOutput, Prose),
        new("Tell me a joke about programmers.", Instruction, Trivial, CreativeOutput, Prose),
        new("Summarize the plot of Romeo and Juliet.", TaskIntent.Modification, Trivial, Reasoning, Prose),
        new("Translate \"Where is the station?\" into Italian.", TaskIntent.Modification, Trivial, Reasoning, Prose),
        new("Should I use PostgreSQL or MySQL for a small web shop?", TaskIntent.Analysis, Simple, Reasoning, Prose),
        new("How do I bake sourdough bread?", Question, Trivial, Reasoning, Prose),
        new("Can I take ibuprofen together with blood pressure medication?", Question, Simple, Reasoning, Prose, High),
        new("My landlord wants to evict me without notice. What can I do?", Question, Simple, Reasoning, Prose, High),
        new("Is it safe to mix bleach and vinegar?", Question, Trivial, Reasoning, Prose, High),
        new("Review this paragraph for clarity: The system are designed to be used by many peoples.", TaskIntent.Verification, Moderate, TaskType.Verification, Prose),
        new("Fact-check the claim that humans use only ten percent of their brains.", TaskIntent.Verification, Moderate, FactChecking, Prose),
        new("What are the latest trends in battery research?", Question, Trivial, Research, Prose),
        new("Draw a picture of a lighthouse at night.", Creation, Trivial, ImageGeneration, Prose),
        new("How should we store passwords in our web application?", Question, Trivial, Reasoning, Prose, Medium),
        new("My Python script crashes with an exception when the file is empty, how can I fix it?", Question, Moderate, Debugging, Prose),
        new("Hello!", Instruction, Trivial, Reasoning, Prose),
        new("Give me tips for a job interview at a bank.", Instruction, Trivial, Reasoning, Prose),
        new("What is photosynthesis?", Question, Trivial, Reasoning, Prose),

        // several parts
        new("Compare PostgreSQL and MongoDB for an event store and recommend one of them.", TaskIntent.Analysis, Complex, Reasoning, Prose, Low, true),
        new("First summarise the history of the EU, then list its members, and finally describe how laws are made.", TaskIntent.Modification, Complex, Research, Prose, Low, true),
        new("Please do the following:\n1. Write a slogan for a bakery\n2. Write a press release about its opening\n3. Suggest five names for new cakes", Creation, VeryComplex, CreativeOutput, Document, Low, true),
        new("What causes inflation? How do central banks react to it? Which policies worked in the 1980s?", Question, Complex, Reasoning, Prose, Low, true),
        new("A) Write a haiku about autumn.\nB) Explain what a haiku is.", Creation, Complex, CreativeOutput, Prose, Low, true),
        new("Research the market for electric bicycles and write a report with a recommendation.", TaskIntent.Analysis, VeryComplex, Research, Document, Low, true),
        new("Analyze our churn, identify the three main causes, and propose a plan to reduce it.", TaskIntent.Analysis, Complex, Reasoning, Prose, Low, true),
        new("Who was Ada Lovelace? And why is she called the first programmer? Explain what the Analytical Engine was.", Question, Complex, Reasoning, Prose, Low, true),
        new("Design a REST API for a library, implement it in C#, and write unit tests and documentation.", Creation, VeryComplex, CodeGeneration, Document, Low, true),
        new("- Translate the text below into German\n- Shorten it to 50 words\n- Give it a title\n\nThe quick brown fox jumps over the lazy dog.", TaskIntent.Modification, Complex, Reasoning, Prose, Low, true),
    ];

    /// <summary>One task each, written after the rules were tuned on the table above; they read 36 of these 40 at first sight, and three fixes followed.</summary>
    public static IReadOnlyList<(string Prompt, AnswerType AnswerType)> Unseen { get; } =
    [
        ("What's the chemical formula of table salt?", ShortFact),
        ("How many bones are in the human body?", Number),
        ("Could you help me write an email to my boss asking for a day off?", Prose),
        ("Write a bash script that backs up my home folder.", Document),
        ("Is Pluto a planet?", Choice),
        ("What time is it in Tokyo when it is noon in London?", ShortFact),
        ("Give me a recipe for pancakes.", Prose),
        ("Sort these words alphabetically: pear, apple, fig", Prose),
        ("Evaluate 3^4 - 2*5", Number),
        ("Which is heavier, a kilo of feathers or a kilo of steel?", Choice),
        ("Who is the current king of Sweden?", ShortFact),
        ("Why did the Roman Empire fall?", Prose),
        ("What is the meaning of the word \"ubiquitous\"?", Prose),
        ("Explain how a hash map works and what its complexity is.", Prose),
        ("Solve the equation x^2 - 4 = 0.", MathExpression),
        ("Alice has twice as many apples as Bob. Together they have 18. How many does Alice have?", Number),
        ("What is the boiling point of ethanol in Celsius?", Number),
        ("Debug this: ```js\nconsole.log(a);\n```", Document),
        ("What would `len(\"hello\")` return?", Literal),
        ("Where was Marie Curie born?", ShortFact),
        ("How far is the Moon from the Earth?", Number),
        ("Do you think AI will replace teachers?", Prose),
        ("Which programming language should I learn first?", Prose),
        ("When should I use a mutex instead of a semaphore?", Prose),
        ("What are the primary colors?", ShortFact),
        ("Pick one: a) tea b) coffee c) water. Which has the most caffeine?", Choice),
        ("What's the best way to learn Spanish?", Prose),
        ("Is the following statement true or false? All squares are rectangles.", Choice),
        ("Generate a JSON schema for a user profile.", Document),
        ("Rewrite this sentence in passive voice: The cat ate the fish.", Prose),
        ("How tall is Mount Everest?", Number),
        ("What percentage of the Earth's surface is water?", Number),
        ("Plan a three-day trip to Rome with a budget of 500 euros.", Prose),
        ("Describe the water cycle.", Prose),
        ("Which element has the atomic number 26?", ShortFact),
        ("What is 2 to the power of 10?", Number),
        ("What is the plural of octopus?", ShortFact),
        ("I have $50 and spend a third of it on lunch. What do I have left?", Number),
        ("Summarise this article in three bullet points:\n- The sea rose.\n- Boats sank.", Prose),
        ("I have a headache since three days, should I see a doctor?", Prose),
    ];
}
