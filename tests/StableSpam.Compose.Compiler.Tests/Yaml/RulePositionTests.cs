using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;

namespace StableSpamCompose.Compiler.Tests.Yaml;

/// <summary>A rule's text knows its places in the file, however the file is written.</summary>
public class RulePositionTests
{
    private const string Path = "recipe.yaml";

    /// <summary>Rules whose last statement assigns to the marked name.</summary>
    public static TheoryData<string> Rules { get; } = new()
    {
        "rule: |\n  m = g\n  ⟦g⟧ = m\n",
        "rule: |\n        m = g\n        ⟦g⟧ = m\n",
        "rule: |-   # the rule\n  m = g\n  ⟦g⟧ = m\n",
        "rule: |+\n  m = g\n\n  # a comment\n     \n  ⟦g⟧ = m\n\n\n",
        "rule: |2\n  m = g\n  ⟦g⟧ = m\n",
        "rule: |2-\n  if f:\n    m = g\n  ⟦g⟧ = m\n",
        "rule: |\n\n\n  m = (g +\n      g)\n  ⟦g⟧ = m",
        "rule:\n  |\n  m = g\n  ⟦g⟧ = m\n",
        "rule:\n  matrix: |\n   m = g\n   ⟦g⟧ = m\n",
        "rule: ⟦g⟧ = g\n",
        "rule:   \"⟦g⟧ = g\"  # quoted\n",
        "rule: '⟦g⟧ = g'\n",
        "rule:\n  ⟦g⟧ = g\n",
        "\"rule\": |\n  m = g\n  ⟦g⟧ = m\nsource: 😀\n",
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_name_stands_where_the_file_has_it(string rule) => AssertPlace("summary: 😀 é\n" + rule);

    [Theory]
    [MemberData(nameof(Rules))]
    public void With_windows_line_ends_too(string rule) => AssertPlace(("summary: x\n" + rule).Replace("\n", "\r\n"));

    [Theory]
    [MemberData(nameof(Rules))]
    public void After_a_byte_order_mark_too(string rule) => AssertPlace("\uFEFF" + rule);

    [Theory]
    [MemberData(nameof(Rules))]
    public void After_a_byte_order_mark_with_windows_line_ends_too(string rule) => AssertPlace("\uFEFF" + rule.Replace("\n", "\r\n"));

    [Theory]
    [InlineData("a: |\n  m = g\n\n    g = m\n", "m = g\n\n  g = m")]
    [InlineData("a:\n  b: |+  # why\n      m = g\n      g = m\n\n\n", "m = g\ng = m")]
    [InlineData("a: |2-\n    m = g\n  g = m", "  m = g\ng = m")]
    [InlineData("a: ' m = g '", " m = g ")]
    [InlineData("a: m = g # why", "m = g")]
    [InlineData("a: |", "")]
    public void The_text_of_a_rule_has_lost_what_is_not_its_own(string yaml, string expected)
    {
        YamlMapping? root = YamlDocumentReader.Read(Path, yaml.Replace("\n", "\r\n"), "", new FindingBag());
        YamlNode value = root!.Entries[0].Value;
        var scalar = Assert.IsType<YamlScalar>(value is YamlMapping inner ? inner.Entries[0].Value : value);
        Assert.Equal(expected, scalar.Rule?.Text);
    }

    [Fact]
    public void A_byte_order_mark_is_no_column()
    {
        var findings = new FindingBag();
        OptimizerModel? optimizer = RecipeReader.ReadOptimizer(Path, "\uFEFFoptimizer: A\nchain: [Adam]\n", findings);
        Assert.Empty(findings.Findings);
        Assert.Equal(new SourceSpan(Path, 12, 1, 0, 11, 0, 12), optimizer?.Name.Span);
    }

    [Fact]
    public void A_mistake_in_a_literal_block_is_found_at_its_place()
    {
        MarkedText recipe = MarkedText.Parse("transform: A\r\nrule: |  # why\r\n    m = g\r\n\r\n    g = norn⟦⟧(m)\r\n");
        var findings = new FindingBag();
        RecipeReader.ReadTransform(Path, recipe.Text, findings);
        Finding finding = Assert.Single(findings.Findings);
        Assert.Equal((4, 8), (finding.Span.StartLine, finding.Span.StartColumn));
        Assert.Equal("norn", recipe.Text.Substring(finding.Span.Start, finding.Span.Length));
    }

    private static void AssertPlace(string marked)
    {
        MarkedText recipe = MarkedText.Parse(marked + (marked.Contains("\r\n") ? "\r\ntransform: A\r\n" : "\ntransform: A\n"));
        var findings = new FindingBag();
        TransformModel? transform = RecipeReader.ReadTransform(Path, recipe.Text, findings);
        Assert.Empty(findings.Findings);
        var last = Assert.IsType<Assignment>(transform!.Rules[0].Rule.Statements[^1]);
        Assert.Equal(recipe.SpanIn(Path), last.Target.Span);
    }
}
