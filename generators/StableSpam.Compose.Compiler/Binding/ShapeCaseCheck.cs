using StableSpamCompose.Compiler.Language;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>
/// Finds what a transform with shape cases cannot have: anything that the tensors of a group, matrices and vectors alike,
/// decide together.
/// </summary>
internal static class ShapeCaseCheck
{
    /// <summary>Checks the states and the folded statements of all cases.</summary>
    public static void Run(IEnumerable<StateModel> states, IEnumerable<Statement> statements, FindingBag findings)
    {
        foreach (StateModel state in states.Where(state => state.Per.Text == "group"))
            findings.Report(FindingCatalog.NotInShapeCase, state.Per.Span, $"A state 'per: {state.Per.Text}'");
        foreach (Statement statement in statements)
        {
            if (statement is SkipStep) findings.Report(FindingCatalog.NotInShapeCase, statement.Span, "'skip step'");
            foreach (Expression expression in ExpressionsOf(statement))
            {
                foreach (Name over in FoldsOf(expression).Where(over => over.Text is "group" or "all"))
                    findings.Report(FindingCatalog.NotInShapeCase, over.Span, $"'over: {over.Text}'");
            }
        }
    }

    private static IEnumerable<Expression> ExpressionsOf(Statement statement) => statement switch
    {
        Assignment assignment => [assignment.Value],
        ResetMoments { When: { } when } => [when],
        _ => [],
    };

    // What 'over:' says, wherever it stands.
    private static IEnumerable<Name> FoldsOf(Expression expression) => expression switch
    {
        Unary unary => FoldsOf(unary.Operand),
        Binary binary => FoldsOf(binary.Left).Concat(FoldsOf(binary.Right)),
        Conditional conditional => FoldsOf(conditional.Condition).Concat(FoldsOf(conditional.Yes)).Concat(FoldsOf(conditional.No)),
        Call call => call.Arguments.SelectMany(argument => argument is { Label.Text: Vocabulary.Over, Value: Name set } ? [set] : FoldsOf(argument.Value)),
        _ => [],
    };
}
