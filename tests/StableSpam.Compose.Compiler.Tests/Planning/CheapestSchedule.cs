using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Tests.Planning;

/// <summary>
/// The least traffic of a small program, by trying everything: in which pass each reduction runs, which values are kept in
/// arrays of their own and from when, and in which pass each result is written. It shares nothing with the scheduler.
/// </summary>
internal sealed class CheapestSchedule
{
    private readonly StepProgram _program;
    private readonly List<(int Value, Opcode Old, int Slot)> _outputs = [];
    private readonly int[] _level;
    private readonly int[] _keptFrom;
    private readonly int[] _writtenIn;
    private readonly HashSet<int>[] _needed;
    private readonly List<int> _reductions = [];
    private readonly int _passes;
    private long _left;
    private int _least = int.MaxValue;

    private CheapestSchedule(StepProgram program, long attempts)
    {
        _program = program;
        _left = attempts;
        _level = new int[program.Nodes.Count];
        _keptFrom = Enumerable.Repeat(-1, program.Nodes.Count).ToArray();
        for (int slot = 0; slot < program.States.Count; slot++)
        {
            Node value = program.Nodes[program.NewStates[slot]];
            if (program.States[slot].Scope == Scope.Element && !(value.Opcode == Opcode.State && value.Slot == slot)) _outputs.Add((program.NewStates[slot], Opcode.State, slot));
        }
        if (program.Nodes[program.NewWeight].Opcode != Opcode.Weight) _outputs.Add((program.NewWeight, Opcode.Weight, -1));
        _writtenIn = new int[_outputs.Count];
        for (int node = 0; node < program.Nodes.Count; node++)
        {
            _level[node] = LevelOf(node) + (program.Nodes[node].IsReduction ? 1 : 0);
            if (program.Nodes[node].IsReduction) _reductions.Add(node);
            _passes = Math.Max(_passes, program.Nodes[node].IsReduction ? _level[node] : program.Nodes[node].Scope == Scope.Element ? _level[node] + 1 : 1);
        }
        _needed = [.. Enumerable.Range(0, _passes).Select(_ => new HashSet<int>())];
    }

    /// <summary>Bytes an element in fp32; <see langword="null"/> if there are more than <paramref name="attempts"/> schedules.</summary>
    public static int? BytesPerElement(StepProgram program, long attempts)
    {
        var search = new CheapestSchedule(program, attempts);
        search.PlaceFrom(0);
        return search._left < 0 ? null : 4 * search._least;
    }

    private int LevelOf(int node) => _program.Nodes[node].Operands.Select(operand => _level[operand]).DefaultIfEmpty(0).Max();

    // Node by node: a reduction may run in any pass from the first in which its operands are there.
    private void PlaceFrom(int node)
    {
        if (_left < 0) return;
        if (node == _program.Nodes.Count)
        {
            KeepFrom(0);
            return;
        }
        int earliest = LevelOf(node);
        if (!_program.Nodes[node].IsReduction)
        {
            _level[node] = earliest;
            if (_program.Nodes[node].Scope != Scope.Element || earliest < _passes) PlaceFrom(node + 1);
            return;
        }
        for (int pass = earliest; pass < _passes; pass++)
        {
            _level[node] = pass + 1;
            PlaceFrom(node + 1);
        }
    }

    private void KeepFrom(int node)
    {
        if (_left < 0) return;
        if (node == _program.Nodes.Count)
        {
            WriteFrom(0);
            return;
        }
        KeepFrom(node + 1);
        if (_program.Nodes[node].Scope != Scope.Element || _program.Nodes[node].Operands.Count == 0) return;
        for (int pass = _level[node]; pass < _passes - 1; pass++)
        {
            _keptFrom[node] = pass;
            KeepFrom(node + 1);
        }
        _keptFrom[node] = -1;
    }

    private void WriteFrom(int output)
    {
        if (_left < 0) return;
        if (output == _outputs.Count)
        {
            _left--;
            if (Traffic() is { } traffic) _least = Math.Min(_least, traffic);
            return;
        }
        for (int pass = _level[_outputs[output].Value]; pass < _passes; pass++)
        {
            _writtenIn[output] = pass;
            WriteFrom(output + 1);
        }
    }

    private int? Traffic()
    {
        foreach (HashSet<int> needed in _needed) needed.Clear();
        int traffic = _outputs.Count;
        foreach (int reduction in _reductions)
        {
            foreach (int operand in _program.Nodes[reduction].Operands) Need(operand, _level[reduction] - 1);
        }
        for (int output = 0; output < _outputs.Count; output++) Need(_outputs[output].Value, _writtenIn[output]);
        for (int node = 0; node < _keptFrom.Length; node++)
        {
            if (_keptFrom[node] < 0) continue;
            traffic++;
            Need(node, _keptFrom[node]);
        }
        for (int pass = 0; pass < _passes; pass++) traffic += _needed[pass].Count(node => IsRead(node, pass));
        for (int output = 0; output < _outputs.Count; output++)
        {
            // The old value is gone once the new one is written.
            for (int pass = _writtenIn[output] + 1; pass < _passes; pass++)
            {
                if (_needed[pass].Any(node => _program.Nodes[node].Opcode == _outputs[output].Old && _program.Nodes[node].Slot == _outputs[output].Slot)) return null;
            }
        }
        return traffic;
    }

    private void Need(int node, int pass)
    {
        if (_program.Nodes[node].Scope != Scope.Element || !_needed[pass].Add(node) || IsRead(node, pass)) return;
        foreach (int operand in _program.Nodes[node].Operands) Need(operand, pass);
    }

    private bool IsRead(int node, int pass) => _program.Nodes[node].Operands.Count == 0 || (_keptFrom[node] >= 0 && _keptFrom[node] < pass);
}
