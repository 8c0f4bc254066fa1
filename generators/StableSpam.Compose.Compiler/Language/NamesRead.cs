namespace StableSpamCompose.Compiler.Language;

/// <summary>Finds the names that statements and expressions read.</summary>
public static class NamesRead
{
    /// <summary>The names that <paramref name="statements"/> read, in the order in which they stand.</summary>
    public static IReadOnlyList<Name> Of(IEnumerable<Statement> statements)
    {
        var names = new List<Name>();
        Collect(statements, names);
        return names;
    }

    /// <summary>The names that <paramref name="expression"/> reads, functions apart, in the order in which they stand.</summary>
    public static IReadOnlyList<Name> Of(Expression expression)
    {
        var names = new List<Name>();
        Collect(expression, names);
        return names;
    }

    private static void Collect(IEnumerable<Statement> statements, List<Name> names)
    {
        foreach (Statement statement in statements)
        {
            switch (statement)
            {
                case Assignment assignment:
                    Collect(assignment.Value, names);
                    break;
                case StructuralIf conditional:
                    Collect(conditional.Condition, names);
                    Collect(conditional.Body, names);
                    break;
                case ResetMoments { When: { } when }:
                    Collect(when, names);
                    break;
                case SkipStep skip:
                    Collect(skip.When, names);
                    break;
            }
        }
    }

    private static void Collect(Expression expression, List<Name> names)
    {
        switch (expression)
        {
            case Name name:
                names.Add(name);
                break;
            case Unary unary:
                Collect(unary.Operand, names);
                break;
            case Binary binary:
                Collect(binary.Left, names);
                Collect(binary.Right, names);
                break;
            case Conditional conditional:
                Collect(conditional.Condition, names);
                Collect(conditional.Yes, names);
                Collect(conditional.No, names);
                break;
            case Call call:
                foreach (Argument argument in call.Arguments) Collect(argument.Value, names);
                break;
        }
    }
}
