using System.Globalization;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Fuzz.Tests.Generation;

/// <summary>An expression of the rule language as a tree, so that a failing one can be cut down.</summary>
/// <param name="Format">Its text, with <c>{0}</c>, <c>{1}</c> .. for the operands.</param>
/// <param name="IsCondition">Whether it is a condition; else it is a number.</param>
/// <param name="Scope">How many values it has.</param>
/// <param name="Operands">The operands.</param>
internal sealed record Term(string Format, bool IsCondition, Scope Scope, IReadOnlyList<Term> Operands)
{
    /// <summary>A name or a number.</summary>
    public static Term Leaf(string text, Scope scope, bool isCondition = false) => new(text, isCondition, scope, []);

    /// <summary>An operation, as fine as all of its operands together.</summary>
    public static Term Of(string format, bool isCondition, params Term[] operands) =>
        new(format, isCondition, operands.Select(operand => operand.Scope).Aggregate(Scopes.Join), operands);

    /// <summary>The text.</summary>
    public override string ToString() =>
        Operands.Count == 0 ? Format : string.Format(CultureInfo.InvariantCulture, Format, [.. Operands]);
}
