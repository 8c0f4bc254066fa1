using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using StableSpamCompose.Generators.Tests.Driver;

namespace StableSpamCompose.Generators.Tests;

/// <summary>What the generator keeps between edits, and that nothing but its input decides its output.</summary>
public class HygieneTests
{
    private static Project Everything => Project.Empty.WithProperty("ComposeRegistry", "Every").WithProperty("ComposeTransformAttributes", "true")
        .WithProperty("ComposeLibraryOptimizers", "Lion")
        .WithSource("/r/Own.cs", "[StableSpamCompose.Attributes.Transform(\"Own\", \"g = x\"), StableSpamCompose.Attributes.State(\"s\", StableSpamCompose.Attributes.Per.Step)] class Own;")
        .WithRecipe("/r/heavy.optimizer.yaml", Texts.Momentum)
        .WithRecipe("/r/wrong.optimizer.yaml", "optimizer: Wrong\nchain: [Nope]\n")
        .WithRecipe("/r/halve.transform.yaml", Texts.Halve)
        .WithRecipe("/r/broken.transform.yaml", "transform: Broken\nrule: |\n  g = x\n")
        .WithSource("/r/Lion.cs", Texts.SpikeProofLion)
        .WithSource("/r/Large.cs", "[StableSpamCompose.Attributes.Optimizer, StableSpamCompose.Attributes.Lion(Beta1 = 3 / 2.0)] partial class Large;")
        .WithSource("/r/Bad.cs", "[StableSpamCompose.Attributes.Optimizer] class Bad;");

    [Fact]
    public void No_step_keeps_symbols_syntax_or_texts_of_the_compiler()
    {
        GeneratorRunResult result = Everything.Run().Result;
        string[] steps = [.. typeof(StepNames).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (string step in steps)
        {
            object[] values = [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Value)];
            Assert.NotEmpty(values);
            foreach (object value in values) Visit(value, step, seen);
        }
        Assert.True(seen.Count > 100, "The walk hardly saw anything.");
    }

    private static void Visit(object? value, string step, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
        Assert.False(
            value is Compilation or ISymbol or SyntaxNode or SyntaxTree or SyntaxToken or Location or AdditionalText or SourceText or SyntaxReference,
            $"{step} keeps a {value.GetType().Name}");
        if (value is IEnumerable items)
        {
            foreach (object? item in items) Visit(item, step, seen);
        }
        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            Visit(field.GetValue(value), step, seen);
    }

    [Fact]
    public void The_output_does_not_depend_on_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        Outcome invariant = Everything.Run();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("0,5", 0.5.ToString());
            Outcome german = Everything.Run();
            Assert.Equal(invariant.Sources, german.Sources);
            Assert.Equal(invariant.Diagnostics, german.Diagnostics);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_output_does_not_depend_on_where_the_project_lies()
    {
        Outcome here = Project.Empty.WithRecipe("/here/heavy.optimizer.yaml", Texts.Momentum).Run();
        Outcome there = Project.Empty.WithRecipe("C:\\there\\heavy.optimizer.yaml", Texts.Momentum).Run();

        Assert.Equal(here.Sources, there.Sources);
    }

    [Fact]
    public void Sources_have_line_feeds_alone()
    {
        Assert.All(Everything.Run().Sources.Values, text => Assert.DoesNotContain('\r', text));
    }
}
