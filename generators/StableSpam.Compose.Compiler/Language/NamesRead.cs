namespace StableSpamCompose.Compiler.Language;

/// <summary>Finds the names that statements and expressions read.</summary>
public static class NamesRead
{
    /// <summary>The names that <paramref name="statements"/> read.</summary>
    public static IEnumerable<Name> Of(IEnumerable<Statement> statements) => statements.SelectMany(Of);

    /// <summary>The names that <paramref name="expression"/> reads, functions apart.</summary>
    public static IEnumerable<Name> Of(Expression expression) => expression switch
    {
        Name name => [name],
        Unary unary => Of(unary.Operand),
        Binary binary => Of(binary.Left).Concat(Of(binary.Right)),
        Conditional conditional => Of(conditional.Condition).Concat(Of(conditional.Yes)).Concat(Of(conditional.No)),
        Call call => call.Arguments.SelectMany(argument => Of(argument.Value)),
        _ => [],
    };

    private static IEnumerable<Name> Of(Statement statement) => statement switch
    {
        Assignment assignment => Of(assignment.Value),
        StructuralIf conditional => Of(conditional.Condition).Concat(Of(conditional.Body)),
        ResetMoments { When: { } when } => Of(when),
        SkipStep skip => Of(skip.When),
        _ => [],
    };
}
