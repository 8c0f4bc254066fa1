using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>
/// Takes flags and choices out of a rule: what they exclude is gone before any name is looked up, so that a structural
/// option that is off costs nothing.
/// </summary>
/// <param name="hyperparameters">All hyperparameters of the transform.</param>
/// <param name="values">The value of each flag and choice, by name.</param>
/// <param name="findings">Where mistakes go.</param>
internal sealed class StructuralFolder(
    EquatableArray<HyperparameterModel> hyperparameters, IReadOnlyDictionary<string, string> values, FindingBag findings)
{
    /// <summary>The statements that remain.</summary>
    public EquatableArray<Statement> Fold(EquatableArray<Statement> statements)
    {
        var remaining = new List<Statement>();
        foreach (Statement statement in statements) Fold(statement, remaining);
        return remaining.ToEquatableArray();
    }

    /// <summary>The truth of a structural condition; <see langword="null"/>, with a finding, if it is none.</summary>
    public bool? Evaluate(Expression condition)
    {
        switch (condition)
        {
            case Name name when IsFlag(name):
                return values[name.Text] == "true";
            case Name { Text: "true" or "false" } literal:
                return literal.Text == "true";
            case Unary { Operator: UnaryOperator.Not } not:
                return !Evaluate(not.Operand);
            case Binary { Operator: BinaryOperator.And } and:
                return Both(and, static (left, right) => left && right);
            case Binary { Operator: BinaryOperator.Or } or:
                return Both(or, static (left, right) => left || right);
            case Binary { Operator: BinaryOperator.Equal or BinaryOperator.NotEqual, Left: Name choice, Right: Name value } comparison
                when Find(choice.Text) is { Kind: HyperparameterKind.Choice } declared:
                if (!declared.Choices.Contains(value.Text))
                {
                    findings.Report(FindingCatalog.UnknownChoice, value.Span, value.Text, choice.Text, string.Join(", ", declared.Choices));
                    return null;
                }
                return values[choice.Text] == value.Text == (comparison.Operator == BinaryOperator.Equal);
            default:
                findings.Report(FindingCatalog.NotStructural, condition.Span, ExpressionPrinter.Print(condition));
                return null;
        }
    }

    /// <summary>The expression with every choice between its sides made that structure decides.</summary>
    public Expression Fold(Expression expression)
    {
        switch (expression)
        {
            case Conditional conditional:
                return Choose(conditional with { Condition = Fold(conditional.Condition) });
            case Unary unary:
                return unary with { Operand = Fold(unary.Operand) };
            case Binary binary:
                return binary with { Left = Fold(binary.Left), Right = Fold(binary.Right) };
            case Call call:
                return call with { Arguments = call.Arguments.Select(argument => argument with { Value = Fold(argument.Value) }).ToEquatableArray() };
            default:
                return expression;
        }
    }

    // The condition is folded already: a choice inside it may be structural where it is not itself.
    private Expression Choose(Conditional conditional)
    {
        if (!MentionsStructure(conditional.Condition)) return conditional with { Yes = Fold(conditional.Yes), No = Fold(conditional.No) };
        return Evaluate(conditional.Condition) switch
        {
            true => Fold(conditional.Yes),
            false => Fold(conditional.No),
            null => conditional.Yes,
        };
    }

    private void Fold(Statement statement, List<Statement> remaining)
    {
        switch (statement)
        {
            case StructuralIf conditional:
                // What is excluded is still checked for its own structural mistakes.
                EquatableArray<Statement> body = Fold(conditional.Body);
                if (Evaluate(conditional.Condition) == true) remaining.AddRange(body);
                break;
            case Assignment assignment:
                remaining.Add(assignment with { Value = Fold(assignment.Value) });
                break;
            case ResetMoments { When: { } when } reset:
                remaining.Add(reset with { When = Fold(when) });
                break;
            case SkipStep skip:
                remaining.Add(skip with { When = Fold(skip.When) });
                break;
            default:
                remaining.Add(statement);
                break;
        }
    }

    private bool? Both(Binary binary, Func<bool, bool, bool> combine)
    {
        bool? left = Evaluate(binary.Left);
        bool? right = Evaluate(binary.Right);
        return left is { } l && right is { } r ? combine(l, r) : null;
    }

    private bool IsFlag(Name name) => Find(name.Text) is { Kind: HyperparameterKind.Flag };

    private HyperparameterModel? Find(string name) => hyperparameters.FirstOrDefault(declared => declared.Name.Text == name);

    private bool MentionsStructure(Expression expression) => expression switch
    {
        Name name => Find(name.Text) is { IsStructural: true },
        Unary unary => MentionsStructure(unary.Operand),
        Binary binary => MentionsStructure(binary.Left) || MentionsStructure(binary.Right),
        Conditional conditional => MentionsStructure(conditional.Condition) || MentionsStructure(conditional.Yes) || MentionsStructure(conditional.No),
        Call call => call.Arguments.Any(argument => MentionsStructure(argument.Value)),
        _ => false,
    };
}
