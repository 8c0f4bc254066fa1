using System.Reflection;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>Every mistake of a recipe's structure and of its hyperparameters, at its place.</summary>
public class RecipeFindingsTests
{
    private const string Path = "recipe.yaml";

    /// <summary>Id, what the message says, and a recipe with the place marked.</summary>
    public static TheoryData<string, string, string> Mistakes { get; } = new()
    {
        { "SSC0200", "no closing quote", "optimizer: ⟦⟧\"a\n" },
        { "SSC0201", "use spaces", "optimizer: A\nhyperparameters:\n⟦\t⟧eps: { default: 1 }\nchain: [Adam]\n" },
        {
            "SSC0202", "write \"[0, 1)\"",
            "optimizer: A\nhyperparameters:\n  b: { default: 0.9, range: ⟦[0, 1)⟧, summary: x }\nchain: [Adam]\n"
        },
        { "SSC0203", "U+0000", "optimizer: A⟦\0⟧\nchain: [Adam]\n" },
        { "SSC0204", "begins with 'optimizer: Name'", "# nothing yet\n⟦⟧" },
        { "SSC0205", "keys and values", "⟦- optimizer⟧\n" },
        { "SSC0206", "one recipe", "optimizer: A\nchain: [Adam]\n⟦---⟧\noptimizer: B\nchain: [Adam]\n" },
        { "SSC0207", "32 levels", "optimizer: A\nchain: " + new string('[', 32) + "⟦[⟧" + new string('[', 1000) },
        { "SSC0208", "'chain' stands here twice, first on line 2", "optimizer: A\nchain: [Adam]\n⟦chain⟧: [Lion]\n" },
        { "SSC0209", "'*decay'", "optimizer: A\nchain: [L2Decay: { decay: ⟦*decay⟧ }]\n" },
        { "SSC0210", "'!!str'", "optimizer: ⟦!!str⟧ A\nchain: [Adam]\n" },
        { "SSC0211", "'<<'", "optimizer: A\n⟦<<⟧: { chain: [Adam] }\nchain: [Adam]\n" },
        { "SSC0212", "A key is a name", "optimizer: A\nchain: [Adam]\n? ⟦[a]⟧\n: b\n" },
        { "SSC0213", "'chains' is no key", "transform: A\n⟦chains⟧: []\nrule: apply\n" },
        { "SSC0214", "An optimizer needs 'chain:'", "⟦optimizer⟧: A\n" },
        { "SSC0215", "'chain:' has no value", "optimizer: A\n⟦chain⟧:\n" },
        { "SSC0216", "'chain:' takes a list, '[a, b]' or lines that begin with '- ', not text", "optimizer: A\nchain: ⟦Adam⟧\n" },
        { "SSC0217", "describes a transform", "⟦transform⟧: A\nrule: apply\nhyperparameters: {}\n" },
        { "SSC0218", "'views:' is not supported yet", "transform: A\nrule: apply\n⟦views⟧: {}\n" },
        { "SSC0219", "write 'rule: |'", "transform: A\nrule: ⟦>⟧\n  m = g\n  g = m\n" },
        { "SSC0220", "on one line", "optimizer: A\nchain: [ Adam: { eps: ⟦\"1 +\n  2\"⟧ } ]\n" },
        {
            "SSC0221", "tensor, group or step, not 'elemant'; did you mean 'element'?",
            "transform: A\nstate: { m: { per: ⟦elemant⟧ } }\nrule: apply\n"
        },
        { "SSC0222", "'[Apply]'", "optimizer: A\nchain: ⟦[]⟧\n" },
        { "SSC0223", "'- AdaGN: { name: value }'", "optimizer: A\nchain:\n  - AdaGN:\n    ⟦gamma1⟧: 0.7\n" },
        { "SSC0224", "did you mean 'StableSpam'?", "optimizer: ⟦stable-spam⟧\nchain: [Adam]\n" },
        { "SSC0225", "did you mean 'max_norm'?", "optimizer: A\nhyperparameters: { ⟦maxNorm⟧: { default: 1 } }\nchain: [Adam]\n" },
        {
            "SSC0226", "'norm' cannot name a hyperparameter: it is a function",
            "optimizer: A\nhyperparameters: { ⟦norm⟧: { default: 1 } }\nchain: [Adam]\n"
        },
        {
            "SSC0227", "'m' is declared as a hyperparameter already; a state needs",
            "transform: A\nhyperparameters: { m: { default: 1 } }\nstate: { ⟦m⟧: { per: tensor } }\nrule: apply\n"
        },
        { "SSC0230", "belongs to 'rounding: stochastic'", "transform: A\nstate: { m: { per: element, type: float16, ⟦seed⟧: 1 } }\nrule: apply\n" },
        { "SSC0231", "this one is kept per group", "transform: A\nstate: { m: { per: group, type: ⟦float32⟧ } }\nrule: apply\n" },
        { "SSC0232", "stored as it is computed", "transform: A\nstate: { m: { per: element, ⟦rounding⟧: stochastic, seed: 1 } }\nrule: apply\n" },
        { "SSC0240", "at most 65536 characters; this one has 65600", "⟦⟧optimizer: A\nchain: [Adam]\nsummary: " + new string('a', 65_600 - 36) },
        { "SSC0241", "at most 64 entries", $"optimizer: A\nchain: [{string.Concat(Enumerable.Repeat("Adam, ", 64))}⟦A⟧dam]\n" },
        { "SSC0300", "'1.'", "optimizer: A\nhyperparameters: { b: { default: ⟦1.⟧ } }\nchain: [Adam]\n" },
        { "SSC0301", "is 0.5", "optimizer: A\nhyperparameters: { b: { type: int, default: ⟦0.5⟧ } }\nchain: [Adam]\n" },
        {
            "SSC0302", "is 1, which lies outside its range [0, 1)",
            "optimizer: A\nhyperparameters: { b: { default: ⟦1⟧, range: \"[0, 1)\" } }\nchain: [Adam]\n"
        },
        { "SSC0303", "'0 to 1' is no range", "optimizer: A\nhyperparameters: { b: { default: 1, range: ⟦0 to 1⟧ } }\nchain: [Adam]\n" },
        { "SSC0304", "[1, 0]", "optimizer: A\nhyperparameters: { b: { default: 1, range: ⟦\"[1, 0]\"⟧ } }\nchain: [Adam]\n" },
        {
            "SSC0305", "'rew', which is none of its choices; did you mean 'raw'?",
            "transform: A\nhyperparameters: { c: { choices: [raw, corrected], default: ⟦rew⟧ } }\nrule: apply\n"
        },
        { "SSC0306", "fewer than two", "transform: A\nhyperparameters: { ⟦c⟧: { choices: [raw], default: raw } }\nrule: apply\n" },
        { "SSC0307", "'true'", "transform: A\nhyperparameters: { c: { choices: [raw, ⟦true⟧], default: raw } }\nrule: apply\n" },
        { "SSC0308", "'raw'", "transform: A\nhyperparameters: { c: { choices: [raw, end, ⟦raw⟧], default: raw } }\nrule: apply\n" },
        {
            "SSC0309", "'range:' is for numbers, but 'f' is a flag",
            "transform: A\nhyperparameters: { f: { default: true, range: ⟦\"[0, 1]\"⟧ } }\nrule: apply\n"
        },
        {
            "SSC0310", "have 66 values together",
            $"transform: ⟦A⟧\nhyperparameters: {{ {string.Join(", ", Enumerable.Range(0, 33).Select(i => $"h{i}: {{ default: true }}"))} }}\nrule: apply\n"
        },
    };

    /// <summary>The same mistakes in other dress, and what is easily taken for right.</summary>
    public static TheoryData<string, string, string> Variants { get; } = new()
    {
        { "SSC0200", "goes on with ',' or ends with ']'", "optimizer: A\nchain: [Adam\n⟦⟧" },
        { "SSC0200", "goes on with ',' or ends with '}'", "optimizer: A\nchain: [ Adam: { a: 1 ⟦⟧]\n" },
        { "SSC0200", "stands in quotes", "optimizer: A\nsummary: fast⟦⟧: good\nchain: [Adam]\n" },
        { "SSC0200", "begins with this character", "optimizer: A\nsummary: ⟦⟧@home\nchain: [Adam]\n" },
        { "SSC0200", "in the column of the keys", "transform: A\nrule: |\n⟦⟧g = g\n" },
        { "SSC0200", "in the column of the '-'", "optimizer: A\nchain:\n  - Adam: 1\n   ⟦⟧- Lion\n" },
        { "SSC0200", "left open", "optimizer: [a⟦⟧, b\nx: }\n" },
        { "SSC0201", "use spaces", "optimizer: A\nlr:\n\n # none\n⟦\t⟧default: 1\nchain: [Adam]\n" },
        { "SSC0202", "write \"[0, 1)\"", "optimizer: A\nhyperparameters:\n  b:\n    range: ⟦[0, 1)⟧\n    default: 0\nchain: [Adam]\n" },
        { "SSC0202", "write \"(0, 1]\"", "optimizer: A\nhyperparameters:\n  b: { range: ⟦(0, 1]⟧, default: 1 }\nchain: [Adam]\n" },
        { "SSC0203", "U+FEFF", "optimizer: A\nchain: [⟦\uFEFF⟧Adam]\n" },
        { "SSC0203", "U+D83D", "optimizer: A\nchain: [Adam]\nsummary: x⟦\ud83d⟧x\n" },
        { "SSC0203", "U+2028", "optimizer: A\nsummary: 😀x⟦\u2028⟧x\nchain: [Adam]\n" },
        { "SSC0204", "begins with", "---\n# nothing\n⟦⟧" },
        { "SSC0204", "begins with", "⟦⟧" },
        { "SSC0205", "keys and values", "⟦Adam⟧\n" },
        { "SSC0205", "keys and values", "⟦{}⟧\n" },
        { "SSC0209", "'&base'", "optimizer: A\nchain: ⟦&base⟧\n  - Adam\n" },
        { "SSC0210", "'!python'", "optimizer: A\nchain: ⟦!python⟧ [Adam]\n" },
        { "SSC0213", "did you mean 'chain'?", "optimizer: A\nchain: [Adam]\n⟦chian⟧: [Lion]\n" },
        {
            "SSC0213", "it has default, range, why, type, choices, summary",
            "optimizer: A\nhyperparameters: { b: { default: 1, ⟦x⟧: 2 } }\nchain: [Adam]\n"
        },
        { "SSC0213", "no key of the learning rate", "optimizer: A\nlr: { default: 1e-3, ⟦type⟧: int }\nchain: [Adam]\n" },
        { "SSC0213", "no key of a setting", "optimizer: A\nchain: [ Adam: { eps: { fixed: 1, ⟦default⟧: 2 } } ]\n" },
        {
            "SSC0213", "no key of a rule with shape cases; did you mean 'matrix'?",
            "transform: A\nrule:\n  vector: apply\n  ⟦matrx⟧: apply\n"
        },
        { "SSC0214", "A transform needs 'rule:'", "⟦transform⟧: A\nsummary: Nothing.\n" },
        {
            "SSC0214", "A hyperparameter needs 'default:'",
            "transform: A\nhyperparameters: { ⟦eps⟧: { range: \"[0, inf)\" } }\nrule: apply\n"
        },
        { "SSC0214", "A state needs 'per:'", "transform: A\nstate: { ⟦m⟧: { moment: true } }\nrule: apply\n" },
        { "SSC0214", "A setting needs 'fixed:'", "optimizer: A\nchain: [ Adam: { ⟦eps⟧: {} } ]\n" },
        {
            "SSC0215", "'b):' has no value; it takes a number or an expression, in quotes",
            "optimizer: A\nchain: [ Adam: { eps: t, ⟦b)⟧ } ]\n"
        },
        { "SSC0215", "An entry of the chain has no value", "optimizer: A\nchain:\n  - Adam\n  -⟦⟧\n" },
        { "SSC0215", "'rule:' has no value", "transform: A\n⟦rule⟧: |\n" },
        { "SSC0215", "'rule:' has no value", "transform: A\n⟦rule⟧: {}\n" },
        { "SSC0215", "'relations:' has no value", "optimizer: A\nchain: [Adam]\n⟦relations⟧: [ '' ]\n" },
        {
            "SSC0216", "as \"[0, 1)\", not a list",
            "optimizer: A\nhyperparameters: { b: { default: 1, range: ⟦[0, 1]⟧ } }\nchain: [Adam]\n"
        },
        { "SSC0216", "not names and values", "optimizer: A\nchain: ⟦{ Adam: { eps: 1 } }⟧\n" },
        { "SSC0216", "not a list", "optimizer: A\nchain:\n  - ⟦[Adam]⟧\n" },
        { "SSC0216", "'Adam:' takes names and values", "optimizer: A\nchain: [ Adam: ⟦fast⟧ ]\n" },
        { "SSC0216", "'eps:' takes its properties", "optimizer: A\nhyperparameters: { eps: ⟦1e-8⟧ }\nchain: [Adam]\n" },
        { "SSC0216", "'m:' takes its properties", "transform: A\nstate: { m: ⟦tensor⟧ }\nrule: apply\n" },
        { "SSC0216", "'choices:' takes a list", "transform: A\nhyperparameters: { c: { choices: ⟦raw⟧, default: raw } }\nrule: apply\n" },
        { "SSC0216", "a list of names", "{ transform: A, rule: apply, hyperparameters: { c: { default: a, choices: [a, ⟦b: c⟧] } } }" },
        { "SSC0216", "'optimizer:' takes", "optimizer: ⟦[A]⟧\nchain: [Adam]\n" },
        { "SSC0217", "'NAME.optimizer.yaml'", "summary: x\n⟦optimizer⟧: A\nchain: [Adam]\n" },
        { "SSC0213", "no key of a chain by name", "optimizer: A\nchain: [Adam]\nchains: [ { match: x, chain: [Lion], ⟦rest⟧: 1 } ]\n" },
        { "SSC0214", "A chain by name needs 'match:'", "optimizer: A\nchain: [Adam]\nchains: [ ⟦{ chain: [Lion] }⟧ ]\n" },
        { "SSC0214", "A chain by name needs 'chain:'", "optimizer: A\nchain: [Adam]\nchains: [ ⟦{ match: x }⟧ ]\n" },
        { "SSC0214", "An optimizer needs 'chain:'", "⟦optimizer⟧: A\nchains: [ { match: x, chain: [Lion] } ]\n" },
        { "SSC0215", "'match:' has no value", "optimizer: A\nchain: [Adam]\nchains: [ { ⟦match⟧: '', chain: [Lion] } ]\n" },
        { "SSC0216", "'chains:' takes a list", "optimizer: A\nchain: [Adam]\nchains: ⟦{ match: x, chain: [Lion] }⟧\n" },
        { "SSC0216", "'chains:' takes a pattern and a chain", "optimizer: A\nchain: [Adam]\nchains: [ ⟦Lion⟧ ]\n" },
        { "SSC0222", "'[Apply]'", "optimizer: A\nchain: [Adam]\nchains: [ { match: x, chain: ⟦[]⟧ } ]\n" },
        { "SSC0218", "'views:'", "transform: A\n⟦views⟧: { eval: w }\nrule: apply\n" },
        { "SSC0219", "write 'matrix: |'", "transform: A\nrule:\n  matrix: ⟦m = g\n    g = m⟧\n" },
        { "SSC0219", "write 'rule: |'", "transform: A\nrule: ⟦\"m = g\\ng = m\"⟧\n" },
        { "SSC0220", "escape", "optimizer: A\nchain: [ Adam: { eps: ⟦\"1\\x20\"⟧ } ]\n" },
        { "SSC0220", "one line", "transform: A\nstate:\n  m:\n    per: tensor\n    initial: ⟦|\n      1 +\n      2⟧\nrule: apply\n" },
        {
            "SSC0221", "'moment' takes true or false, not 'yes'",
            "transform: A\nstate: { m: { per: tensor, moment: ⟦yes⟧ } }\nrule: apply\n"
        },
        { "SSC0221", "'for' takes matrix or vector", "transform: A\nstate: { m: { per: tensor, for: ⟦matrices⟧ } }\nrule: apply\n" },
        { "SSC0221", "'apply' takes 'own', not 'once'", "transform: A\napply: ⟦once⟧\nrule: apply\n" },
        { "SSC0221", "'view' takes batched or flattened", "transform: A\nview: ⟦flat⟧\nrule: apply\n" },
        {
            "SSC0221", "'type' takes real or int, not 'integer'",
            "transform: A\nhyperparameters: { b: { type: ⟦integer⟧, default: 1 } }\nrule: apply\n"
        },
        { "SSC0224", "cannot name a transform", "transform: ⟦class⟧\nrule: apply\n" },
        { "SSC0224", "cannot name an optimizer", "optimizer: ⟦Ädam⟧\nchain: [Adam]\n" },
        { "SSC0224", "cannot name a use of a transform", "optimizer: A\nchain: [ Adam: { as: ⟦second one⟧ } ]\n" },
        { "SSC0225", "cannot name a state", "transform: A\nstate: { ⟦V_max⟧: { per: tensor } }\nrule: apply\n" },
        { "SSC0225", "cannot name a hyperparameter", "transform: A\nhyperparameters: { ⟦_x⟧: { default: 1 } }\nrule: apply\n" },
        { "SSC0226", "it is a name that every rule is given", "transform: A\nstate: { ⟦k⟧: { per: tensor } }\nrule: apply\n" },
        { "SSC0226", "it is a keyword of C#", "transform: A\nstate: { ⟦long⟧: { per: tensor } }\nrule: apply\n" },
        { "SSC0226", "it is a word of the rule language", "transform: A\nuses: { ⟦then⟧: second moment }\nrule: apply\n" },
        { "SSC0226", "constructor", "optimizer: A\nhyperparameters: { ⟦parameters⟧: { default: 1 } }\nchain: [Adam]\n" },
        {
            "SSC0227", "declared as a state already",
            "transform: A\nstate: { v: { per: tensor } }\nuses: { ⟦v⟧: second moment }\nrule: apply\n"
        },
        { "SSC0300", "'inf'", "optimizer: A\nhyperparameters: { b: { default: ⟦inf⟧ } }\nchain: [Adam]\n" },
        { "SSC0300", "'1e999'", "optimizer: A\nhyperparameters: { b: { default: ⟦1e999⟧ } }\nchain: [Adam]\n" },
        { "SSC0300", "did you mean 'true'?", "transform: A\nhyperparameters: { b: { default: ⟦True⟧ } }\nrule: apply\n" },
        { "SSC0300", "'true', which is no finite number", "optimizer: A\nlr: { default: ⟦true⟧ }\nchain: [Adam]\n" },
        { "SSC0301", "1e17", "optimizer: A\nhyperparameters: { b: { type: int, default: ⟦1e17⟧ } }\nchain: [Adam]\n" },
        { "SSC0302", "lies outside its range (-inf, 0)", "optimizer: A\nlr: { default: ⟦0⟧, range: \"(-inf, 0)\" }\nchain: [Adam]\n" },
        { "SSC0303", "'[0, 1'", "optimizer: A\nlr: { default: 0, range: ⟦\"[0, 1\"⟧ }\nchain: [Adam]\n" },
        { "SSC0304", "(1, 1]", "optimizer: A\nlr: { default: 0, range: ⟦\"(1, 1]\"⟧ }\nchain: [Adam]\n" },
        { "SSC0306", "'c'", "transform: A\nhyperparameters: { ⟦c⟧: { choices: [], default: raw } }\nrule: apply\n" },
        { "SSC0307", "'a b'", "transform: A\nhyperparameters: { c: { choices: [raw, ⟦a b⟧], default: raw } }\nrule: apply\n" },
        {
            "SSC0309", "'type:' is for numbers, but 'c' is a choice",
            "transform: A\nhyperparameters: { c: { choices: [a, b], default: a, type: ⟦int⟧ } }\nrule: apply\n"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Variants), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_found_once_and_at_its_place(string id, string message, string marked)
    {
        MarkedText recipe = MarkedText.Parse(marked);
        Finding finding = Assert.Single(Read(recipe.Text).Findings);
        Assert.Equal(id, finding.Kind.Id);
        Assert.Equal(recipe.SpanIn(Path), finding.Span);
        Assert.Contains(message, finding.Message);
    }

    [Fact]
    public void Every_mistake_of_recipes_and_hyperparameters_is_tested()
    {
        IEnumerable<string> ids = typeof(FindingCatalog).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => ((FindingKind)field.GetValue(null)!).Id)
            .Where(id => id.StartsWith("SSC02", StringComparison.Ordinal) || id.StartsWith("SSC03", StringComparison.Ordinal));
        IEnumerable<string> tested = Mistakes.Select(row => (string)((object[])row)[0]);
        Assert.Equal(ids.Order(), tested.Order());
    }

    // What looks like a transform is read as one, unless the mistake is that it should be an optimizer.
    private static FindingBag Read(string text)
    {
        var findings = new FindingBag();
        bool isTransform = (text.TrimStart('{', ' ').StartsWith("transform", StringComparison.Ordinal) && !text.Contains("hyperparameters: {}"))
            || text.StartsWith("summary", StringComparison.Ordinal);
        if (isTransform) RecipeReader.ReadTransform(Path, text, findings);
        else RecipeReader.ReadOptimizer(Path, text, findings);
        return findings;
    }
}
