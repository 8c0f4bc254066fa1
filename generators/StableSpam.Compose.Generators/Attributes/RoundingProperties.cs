using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators.Attributes;

/// <summary>Reads how something is rounded when it is stored, from two properties of an attribute.</summary>
internal static class RoundingProperties
{
    /// <summary>What they say; <see langword="null"/> for rounding to nearest.</summary>
    /// <param name="arguments">The attribute.</param>
    /// <param name="rounding">The property that says how.</param>
    /// <param name="seed">The property that says what chance is drawn from.</param>
    /// <param name="findings">Where mistakes go.</param>
    public static StochasticRounding? Read(AttributeArguments arguments, string rounding, string seed, FindingBag findings)
    {
        Spelled? word = arguments.Text(rounding);
        AttributeValue? drawn = arguments.Find(seed);
        if (word is not null && !DeclaredWord.Check(word, rounding, DeclaredWord.Roundings, findings)) return null;
        if (word is { Text: DeclaredWord.Stochastic })
        {
            if (drawn is null) findings.Report(FindingCatalog.SeedMissing, word.Span, seed);
            return AttributeExpression.Read(drawn, findings) is { } expression ? new StochasticRounding(expression) : null;
        }
        if (drawn is not null) findings.Report(FindingCatalog.SeedOfNothing, arguments.Names.First(name => name.Text == seed).Span);
        return null;
    }
}
