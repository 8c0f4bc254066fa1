using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StableSpamCompose.Attributes;
using StableSpamCompose.TextFuzz.Tests.Inputs;
using StableSpamCompose.TextFuzz.Tests.Running;

namespace StableSpamCompose.TextFuzz.Tests;

/// <summary>
/// Pieces of C# and CUDA in every field that holds text: each is refused, or it is in comments and strings of generated code
/// alone, whose code is that of a harmless text.
/// </summary>
public class BreakOutTests
{
    // A use of everything that has a text. What is marked is replaced, one at a time.
    private const string Optimizer = """
        optimizer: Fuzzed
        summary: ⟦words⟧
        source: ⟦words⟧
        lr: { default: 0.1, range: ⟦[0, inf)⟧, why: ⟦words⟧, summary: ⟦words⟧ }
        hyperparameters:
          top: { default: ⟦0.5⟧, range: ⟦[0, 1)⟧, type: ⟦real⟧, why: ⟦words⟧, summary: ⟦words⟧ }
        chains:
          - { match: ⟦*norm*⟧, chain: [DecoupledDecay] }
        chain:
          - Own: { as: ⟦Use⟧, number: ⟦top * 0.5⟧, flag: ⟦true⟧, choice: ⟦second⟧, baked: { fixed: ⟦2⟧ } }
        relations: [ ⟦top <= 1⟧ ]
        budget: { passes: ⟦9⟧ }
        """;

    private const string Transform = """
        transform: Own
        summary: ⟦words⟧
        source: ⟦words⟧
        view: ⟦batched⟧
        apply: ⟦own⟧
        hyperparameters:
          number: { default: ⟦0.5⟧, range: ⟦(-inf, inf)⟧, why: ⟦words⟧, summary: ⟦words⟧ }
          baked: { default: 0.5 }
          flag: { default: ⟦false⟧, summary: ⟦words⟧ }
          choice: { choices: [first, second, ⟦third⟧], default: ⟦first⟧, summary: ⟦words⟧ }
        state:
          s: { per: ⟦element⟧, type: ⟦bfloat16⟧, rounding: ⟦stochastic⟧, seed: ⟦1⟧, role: ⟦words⟧, moment: ⟦true⟧, initial: ⟦0⟧ }
          v: { per: element, initial: ⟦w * 0 + 1⟧, when: ⟦flag⟧, for: ⟦matrix⟧ }
        before: { AdaClip: ⟦words⟧ }
        parameter: { rounding: ⟦stochastic⟧, seed: ⟦1⟧ }
        rule:
          matrix: |
            if flag: v = v * number
            s = s * baked
            if choice == second: w = w - lr * g * s
          vector: |
            s = s * baked
            w = w - lr * g * s
        """;

    // No CUDA text is emitted for much of what the others have; for this there is one.
    private const string Plain = """
        transform: Own
        hyperparameters: { number: { default: 1 }, baked: { default: 1 }, flag: { default: true }, choice: { choices: [first, second], default: first } }
        state: { v: { per: element, initial: ⟦w * 2⟧ } }
        rule: |
          v = v * number * baked
          g = g + v / norm(v) # ⟦words⟧
          size = norm(g) # ⟦words⟧
          g = g * size
        """;

    private const string Attributes = """
        [Optimizer(Summary = ⟦words⟧, Source = ⟦words⟧, LrRange = ⟦[0, inf)⟧, LrWhy = ⟦words⟧, LrSummary = ⟦words⟧)]
        [Hyperparameter(⟦top⟧, 0.5, Range = ⟦[0, 1)⟧, Why = ⟦words⟧, Summary = ⟦words⟧)]
        [Relation(⟦lr <= 1e6⟧)]
        [Hyperparameter(⟦number⟧, 0.5, Of = ⟦Own⟧, Range = ⟦(-inf, inf)⟧, Why = ⟦words⟧, Summary = ⟦words⟧)]
        [Hyperparameter(⟦choice⟧, ⟦first⟧, Of = "Own", Choices = new[] { ⟦first⟧, ⟦second⟧ }, Summary = ⟦words⟧)]
        [State(⟦s⟧, Per.Element, Of = "Own", Role = ⟦words⟧, Initial = ⟦w * 2⟧, When = ⟦choice == first⟧, For = ⟦matrix⟧)]
        [Transform(⟦Own⟧, ⟦g = g * number * norm(g)⟧, Summary = ⟦words⟧, Source = ⟦words⟧, View = ⟦batched⟧, As = ⟦Use⟧, Bind = ⟦number: top⟧)]
        [DecoupledDecay(As = ⟦Second⟧, Fixed = ⟦decay: 0.5⟧)]
        public sealed partial class A;
        """;

    // What has no place beside one rule for all shapes.
    private const string ShapedAttributes = """
        [Optimizer]
        [DecoupledDecay(Parameters = ⟦*norm*⟧, Fixed = ⟦decay: 0.5⟧)]
        [State(⟦s⟧, Per.Element, Of = ⟦Own⟧, Type = ⟦bfloat16⟧, Rounding = ⟦stochastic⟧, Seed = ⟦7⟧)]
        [Uses(⟦second⟧, ⟦second moment⟧, Of = ⟦Own⟧)]
        [Before(⟦AdaClip⟧, ⟦words⟧, Of = ⟦Own⟧)]
        [Transform(⟦Own⟧, Matrix = ⟦s = s + g / (second + 1)⟧, Vector = ⟦s = s - g⟧, ParameterRounding = ⟦stochastic⟧, ParameterSeed = ⟦7⟧)]
        [Adam]
        public sealed partial class A;
        """;

    // What emitted code carries, and no recipe says.
    private static readonly Type[] WrittenByTheCompiler = [typeof(InRangeAttribute), typeof(RegistryAttribute)];

    private static readonly Type[] AttributeTypes = [.. typeof(OptimizerAttribute).Assembly.GetExportedTypes().Where(typeof(Attribute).IsAssignableFrom)];

    private static readonly string[] Templates = ["optimizer", "transform", "rule", "attributes", "shaped attributes"];

    public static TheoryData<string> Languages { get; } = [.. Templates];

    /// <summary>Every text that an attribute takes, as <c>attribute.property</c>.</summary>
    public static TheoryData<string> TextsOfAttributes { get; } =
    [
        .. from type in AttributeTypes
           where !WrittenByTheCompiler.Contains(type)
           from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where property.PropertyType == typeof(string) || property.PropertyType == typeof(string[]) || property.PropertyType == typeof(object)
           select $"{type.Name}.{property.Name}",
    ];

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_text_becomes_code(string language)
    {
        int refused = 0;
        int harmless = 0;
        string template = Template(language);
        for (int field = 0; field < FieldsOf(template); field++)
        {
            // A text that is no more than blanks is none, which may leave something out; a name may have to begin with a capital.
            Code[] twins = [.. new[] { "harmless", "Harmless", " " }.SelectMany(text => Code.Of(Attempt.Here(Input(language, Fill(template, field, text, language)))))];
            Attempt.Each(Fragments.Hostile.Select(fragment => Input(language, Fill(template, field, fragment, language))), attempt =>
            {
                Code[] code = [.. Code.Of(attempt)];
                if (code.Length == 0)
                {
                    Assert.True(attempt.IsRefused, attempt.Input.ToString());
                    refused++;
                    return;
                }
                Assert.True(twins.Any(twin => twin.IsSame(Assert.Single(code), NamesSomething(template, field))), $"The code differs from that of a harmless text.\n{attempt.Input}");
                harmless++;
            });
        }
        // Were all refused, nothing would be tried.
        Assert.True(refused > 100 && harmless > 100, $"{refused} refused, {harmless} harmless");
    }

    [Theory]
    [MemberData(nameof(TextsOfAttributes))]
    public void Every_text_of_an_attribute_is_tried(string text) => Assert.Contains(text, TriedTexts());

    [Fact]
    public void The_templates_themselves_are_sound()
    {
        foreach (string language in Templates)
        {
            Attempt attempt = Attempt.Here(Input(language, Fill(Template(language), field: -1, "", language)));
            Assert.True(!attempt.IsRefused && attempt.Result.GeneratedSources.Length == 1, string.Join('\n', attempt.Result.Diagnostics));
        }
        Assert.NotEmpty(Code.Of(Attempt.Here(Input("rule", Fill(Plain, -1, "", "rule")))).First().Cuda);
    }

    [Fact]
    public void No_property_of_a_project_becomes_code()
    {
        FuzzInput input = Input("optimizer", Fill(Optimizer, -1, "", "optimizer"));
        foreach (string property in new[] { "RootNamespace", "ComposeRegistry", "ComposeHost", "ComposeTransformAttributes", "ComposeLibraryOptimizers" })
        {
            foreach (string fragment in Fragments.Hostile) Attempt.Each([input], attempt => Assert.InRange(attempt.Result.GeneratedSources.Length, 0, 2), FuzzedProject.OnArrays.With(property, fragment));
        }
    }

    [Fact]
    public void What_a_comment_of_cuda_ends_with_takes_in_no_line()
    {
        Assert.Equal("a b", CudaTokens.WithoutComments("a // x\nb"));
        Assert.Equal("a c", CudaTokens.WithoutComments("a // x \\\nb\nc"));
        Assert.Equal("a c", CudaTokens.WithoutComments("a // x ??/\nb\nc"));
        Assert.Equal("a \"//\" b", CudaTokens.WithoutComments("a \"//\" /* x */ b"));
    }

    private static string Template(string language) => language switch
    {
        "optimizer" => Optimizer,
        "transform" => Transform,
        "rule" => Plain,
        "attributes" => Attributes,
        _ => ShapedAttributes,
    };

    // The properties of attributes that the templates have a marked text for. What a chain link has, every transform has.
    private static IEnumerable<string> TriedTexts()
    {
        IEnumerable<AttributeSyntax> attributes = new[] { Attributes, ShapedAttributes }
            .Select(template => FuzzedProject.Parse(template.Replace("⟦", "\"", StringComparison.Ordinal).Replace("⟧", "⟧\"", StringComparison.Ordinal), path: ""))
            .SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>());
        foreach (AttributeSyntax attribute in attributes.Where(attribute => attribute.ArgumentList is not null))
        {
            Type type = AttributeTypes.Single(type => type.Name == attribute.Name + "Attribute");
            ParameterInfo[] parameters = type.GetConstructors().Select(constructor => constructor.GetParameters()).MaxBy(taken => taken.Length)!;
            for (int i = 0; i < attribute.ArgumentList!.Arguments.Count; i++)
            {
                AttributeArgumentSyntax argument = attribute.ArgumentList.Arguments[i];
                if (!argument.ToString().Contains('⟧')) continue;
                PropertyInfo property = type.GetProperty(argument.NameEquals?.Name.ToString() ?? PropertyOf(parameters[i].Name!))!;
                yield return $"{property.DeclaringType!.Name}.{property.Name}";
            }
        }
    }

    // A parameter has the name of its property, but for the value of a hyperparameter.
    private static string PropertyOf(string parameter) => parameter == "value" ? nameof(HyperparameterAttribute.Default) : char.ToUpperInvariant(parameter[0]) + parameter[1..];

    private static int FieldsOf(string template) => template.Count(c => c == '⟦');

    // In a comment of a rule a text stands as it is; elsewhere in quotes.
    private static string Fill(string template, int field, string value, string language)
    {
        string[] parts = template.Split('⟦', '⟧');
        for (int i = 1; i < parts.Length; i += 2)
        {
            bool isComment = parts[i - 1].EndsWith("# ", StringComparison.Ordinal);
            string text = i / 2 != field ? parts[i] : Mixed(parts[i], value);
            parts[i] = isComment ? text : IsCSharp(language) ? SymbolDisplay.FormatLiteral(text, quote: true) : IsPlain(text) ? $"'{text}'" : YamlText.Quoted(text);
        }
        return string.Concat(parts);
    }

    // What is read by the rule language is followed by a comment of it: so the text gets as far as it can.
    private static string Mixed(string sound, string fragment) => sound.Contains(' ') && !sound.Contains('[') ? $"{sound} # {fragment}" : fragment;

    private static bool IsCSharp(string language) => language.EndsWith("attributes", StringComparison.Ordinal);

    // What YAML can hold as it stands, so that the rule language has its exact place.
    private static bool IsPlain(string text) => text.All(c => c is >= ' ' and <= '~' and not '\'');

    private static FuzzInput Input(string language, string text) => language switch
    {
        _ when IsCSharp(language) => new FuzzInput([new InputFile(FuzzInput.SourcePath, "using StableSpamCompose.Attributes;\nnamespace Fuzzed;\n" + text)]),
        "optimizer" => Recipe(text, Fill(Transform, -1, "", "transform")),
        _ => Recipe(Fill(Optimizer, -1, "", "optimizer"), text),
    };

    private static FuzzInput Recipe(string optimizer, string transform) =>
        new([new InputFile(FuzzInput.OptimizerPath, optimizer), new InputFile(FuzzInput.TransformPath, transform)]);

    // A name becomes an identifier; the rest of the code does not depend on it.
    private static bool NamesSomething(string template, int field) => template.Split('⟦', '⟧')[(2 * field) + 1] is not "words" and var sound && sound.All(char.IsLetterOrDigit);

    /// <summary>What was emitted, without comments and strings.</summary>
    private sealed record Code(string CSharp, string Shape, string[] Cuda)
    {
        public static IEnumerable<Code> Of(Attempt attempt) => attempt.Result.GeneratedSources
            .Select(source => new Code(CodeTokens.Of(source.SyntaxTree), CodeTokens.Of(source.SyntaxTree, areNamesAlike: true), [.. CudaTokens.Of(source.SyntaxTree)]));

        public bool IsSame(Code other, bool areNamesAlike) => areNamesAlike
            ? Shape == other.Shape
            : CSharp == other.CSharp && Cuda.SequenceEqual(other.Cuda);
    }
}
