import { describe, expect, it } from 'vitest'
import { childrenOf, plan } from './order.ts'
import { testModels } from './testing/models.ts'
import { create, parked, refused, remove, saved, sealed, update } from './testing/records.ts'
import type { Entry } from './types.ts'

const ALL = { changesMax: 500, bytesMax: 1_000_000 }
const planOf = (outbox: readonly Entry[], limits = ALL) => plan(testModels, outbox, limits)
const keysOf = (outbox: readonly Entry[], limits = ALL) => planOf(outbox, limits).batch.map(({ key }) => key)

const house = (key: number, id = 'h1') => create({ name: 'a' }, { key, id })
const room = (key: number, id = 'r1', patch = {}) => create({ house: 'h1', ...patch }, { key, id, model: 'rooms' })

describe('order', () => {
  it('[OR1] by first edit', () => {
    expect(keysOf([update(1, {}, { name: 'a' }, { key: 5 }), house(2, 'h2')])).toEqual([2, 5])
  })

  it('[OR2] [F57] after every pending create that it refers to, whatever its age', () => {
    expect(keysOf([room(1), room(2, 'r2', { beside: 'r3' }), room(3, 'r3'), house(4)])).toEqual([4, 1, 3, 2])
  })

  it('[OR2] [F57] also what is under way already, and its own children', () => {
    const [child, grandchild] = [sealed(room(1), 7), sealed(room(2, 'r2', { house: 'h2', beside: 'r1' }), 8)]
    const moved = sealed(update(1, { house: 'h2' }, { house: 'h1' }, { key: 5, model: 'rooms', id: 'r5' }), 10)
    expect(keysOf([child, grandchild, house(3), sealed(house(4, 'h2'), 9), moved])).toEqual([4, 3, 1, 2, 5])
  })

  it('[OR2] [F57] also if its parent, taken up again, left later and is not answered either; whatever befell it', () => {
    const [child, parent, other] = [sealed(room(1), 7), sealed(house(2), 8), sealed(house(3, 'h2'), 9)]
    expect(keysOf([child, parent, other])).toEqual([2, 1, 3])
    expect(keysOf([child, { ...parent, retries: 1 }, other])).toEqual([3, 2, 1])
    expect(keysOf([child, { ...parent, failedAlone: 1 }])).toEqual([2])
  })

  it('[OR2] [F59] optional references in a circle leave by first edit', () => {
    expect(keysOf([room(1, 'r1', { beside: 'r2' }), room(2, 'r2', { beside: 'r1' }), house(3)])).toEqual([3, 1, 2])
  })

  it('[OR3] a delete after the pending changes that stop referring to it', () => {
    const gone = remove(3, { name: 'a' }, { key: 1 })
    const idle = remove(3, {}, { key: 5, model: 'keys', id: 'k1' })
    const moved = update(2, { house: 'h1' }, { house: 'h2' }, { key: 2, model: 'rooms', id: 'r1' })
    const removed = remove(2, { house: 'h1' }, { key: 3, model: 'rooms', id: 'r2' })
    const stays = update(2, { house: 'h1' }, { house: 'h1' }, { key: 4, model: 'rooms', id: 'r3' })
    expect(keysOf([gone, moved, removed, stays, idle])).toEqual([2, 3, 1, 4, 5])
    const both = remove(2, { house: 'h1' }, { key: 6, model: 'rooms', id: 'r6' })
    expect(keysOf([gone, moved, both])).toEqual([2, 6, 1])
  })

  it('[OR3] also where those cannot leave yet: it waits for them', () => {
    const gone = remove(3, { name: 'a' }, { key: 1 })
    const moved = update(2, { house: 'h1' }, { house: 'h2' }, { key: 2, model: 'rooms', id: 'r1' })
    const held = [{ entry: { key: 1 }, waitsFor: { model: 'rooms', id: 'r1' } }]
    const underWay = sealed(update(2, { name: 'a' }, { name: 'b' }, { key: 3, model: 'rooms', id: 'r1' }))
    expect(planOf([gone, moved, underWay])).toMatchObject({ batch: [{ key: 3 }], held: [{ entry: { key: 1 } }, {}] })
    for (const trouble of [{ retries: 1 }, { failedAlone: 1 }]) {
      expect(planOf([gone, { ...sealed(moved), ...trouble }])).toMatchObject({ batch: [{ key: 2 }], held })
    }
    const unborn = parked(create({ name: 'b' }, { key: 4, id: 'h2' }), refused())
    expect(planOf([gone, moved, unborn])).toMatchObject({ batch: [], held: [held[0], { entry: { key: 2 } }] })
    expect(planOf([gone, sealed(moved), house(4, 'h2')])).toMatchObject({ batch: [{ key: 4 }, { key: 2 }], held })
    expect(keysOf([gone, sealed(moved)])).toEqual([2, 1])
  })

  it('[OR3] also where it is under way itself', () => {
    const gone = sealed(remove(3, { name: 'a' }, { key: 1 }), 8)
    const moved = sealed(update(2, { house: 'h1' }, { house: 'h2' }, { key: 2, model: 'rooms', id: 'r1' }), 7)
    const other = sealed(house(5, 'h5'), 9)
    expect(keysOf([gone, { ...moved, retries: 1 }, other])).toEqual([5, 2, 1])
    expect(keysOf([gone, { ...moved, failedAlone: 1 }, other])).toEqual([5])
    expect(keysOf([gone, moved, house(4, 'h2')])).toEqual([4, 2, 1])
    const one = sealed(remove(2, { beside: 'r2' }, { key: 1, model: 'rooms', id: 'r1' }), 1)
    const two = { ...sealed(remove(2, { beside: 'r1' }, { key: 2, model: 'rooms', id: 'r2' }), 2), retries: 1 }
    expect(keysOf([one, two]).toSorted()).toEqual([1, 2])
  })

  it('[OR4] what is under way goes again first, in the order of its ids', () => {
    expect(keysOf([house(1, 'h3'), sealed(house(3, 'h1'), 9), sealed(house(2, 'h2'), 8)])).toEqual([2, 3, 1])
  })

  it('[OR5] [F8] as many as fit, by count and by bytes; one always goes', () => {
    const outbox = [house(1, 'h1'), house(2, 'h2'), sealed(house(3, 'h3'))]
    expect(planOf(outbox, { ...ALL, changesMax: 2 })).toMatchObject({ batch: [{ key: 3 }, { key: 1 }], more: true })
    expect(keysOf(outbox, { ...ALL, bytesMax: 1 })).toEqual([3])
    expect(planOf(outbox)).toMatchObject({ more: false })
    expect(planOf([])).toEqual({ batch: [], held: [], unconfirmed: [], more: false })
  })

  it('[OR4] what refers to a create under way leaves after it', () => {
    expect(keysOf([room(1), sealed(house(2))])).toEqual([2, 1])
  })

  it('[OR5] saves that are not folded yet and parked entries do not leave', () => {
    expect(keysOf([saved(house(1)), parked(house(2, 'h2'), refused())])).toEqual([])
  })
})

describe('held', () => {
  it('[OR6] a follower waits for the answer to its predecessor', () => {
    const sent = sealed(update(1, {}, { name: 'a' }))
    const follower = update(1, {}, { name: 'b' }, { key: 2 })
    expect(planOf([sent, follower])).toMatchObject({
      batch: [{ key: 1 }],
      held: [{ entry: { key: 2 }, waitsFor: { model: 'houses', id: 'h1' } }],
    })
  })

  it('[OR7] [F57] children of a parked create wait for it, and theirs for them; others flow', () => {
    const outbox = [parked(house(1), refused()), room(2), room(3, 'r2', { beside: 'r1', house: 'h9' }), house(4, 'h4')]
    expect(planOf(outbox)).toMatchObject({
      batch: [{ key: 4 }],
      held: [
        { entry: { key: 2 }, waitsFor: { model: 'houses', id: 'h1' } },
        { entry: { key: 3 }, waitsFor: { model: 'rooms', id: 'r1' } },
      ],
    })
  })

  it('[OR7] a reference to what the server knows holds nothing', () => {
    const boat = update(1, {}, { house: 'h1' }, { key: 2, model: 'boats' })
    expect(keysOf([parked(update(1, {}, { name: '' }), refused()), room(3), boat])).toEqual([2, 3])
  })
})

describe('where the person wants to confirm', () => {
  const planned = (...outbox: readonly Entry[]) => {
    const { batch, held, unconfirmed, more } = plan(testModels, outbox, ALL, 'onConfirm')
    const keys = (entries: readonly Entry[]) => entries.map(({ key }) => key)
    return {
      batch: keys(batch),
      held: held.map(({ entry, waitsFor }) => [entry.key, waitsFor.id]),
      unconfirmed: keys(unconfirmed),
      more,
    }
  }
  const confirmed = <E extends Entry>(entry: E): E => ({ ...entry, confirmed: true })

  it('[OR11] only what is confirmed leaves; what is sealed goes on', () => {
    expect(planned(house(1), confirmed(house(2, 'h2')), sealed(house(3, 'h3')))).toEqual({
      batch: [3, 2],
      held: [],
      unconfirmed: [1],
      more: false,
    })
  })

  it('[OR11] [OR7] a confirmed child waits for its unconfirmed parent, and a delete for what has to stop referring to it', () => {
    const moved = update(2, { house: 'h2' }, { house: 'h3' }, { key: 3, model: 'rooms', id: 'r3' })
    const gone = confirmed(remove(3, { name: 'a' }, { key: 4, id: 'h2' }))
    const kept = confirmed(remove(3, { name: 'a' }, { key: 5, id: 'h4' }))
    expect(planned(house(1), confirmed(room(2)), moved, gone, kept)).toEqual({
      batch: [5],
      held: [
        [2, 'h1'],
        [4, 'r3'],
      ],
      unconfirmed: [1, 3],
      more: false,
    })
    expect(planned(confirmed(house(1)), confirmed(room(2)), confirmed(moved), gone).batch).toEqual([1, 2, 3, 4])
  })
})

describe('an entry in trouble', () => {
  const retried = { ...sealed(house(1), 1), retries: 1 }
  const lone = { ...sealed(house(1), 1), failedAlone: 1 }

  it('[OR8] [F5] lets the others go first', () => {
    expect(keysOf([retried, sealed(house(2, 'h2'), 2), house(3, 'h3')])).toEqual([2, 3, 1])
  })

  it('[OR8] [F73] one that failed alone leaves alone, after all others', () => {
    const outbox = [lone, sealed(house(2, 'h2'), 2), house(3, 'h3')]
    expect(planOf(outbox)).toMatchObject({ batch: [{ key: 2 }, { key: 3 }], more: true })
    expect(keysOf([lone, { ...sealed(house(2, 'h2'), 2), failedAlone: 2 }])).toEqual([1])
  })

  it('[OR9] its children do not overtake it', () => {
    expect(planOf([retried, room(2)])).toMatchObject({ batch: [{ key: 1 }], held: [{ entry: { key: 2 } }] })
    expect(planOf([lone, room(2)])).toMatchObject({ batch: [{ key: 1 }], held: [{ entry: { key: 2 } }] })
    expect(keysOf([retried, sealed(room(2), 2), house(3, 'h3')])).toEqual([3, 1, 2])
    expect(keysOf([lone, sealed(room(2), 2), house(3, 'h3')])).toEqual([3])
    expect(keysOf([lone, sealed(room(2), 2)])).toEqual([1])
  })

  it('[OR9] even where references go in a circle', () => {
    const one = { ...sealed(room(1, 'r1', { beside: 'r2' }), 1), retries: 1 }
    const two = sealed(room(2, 'r2', { beside: 'r1' }), 2)
    expect(keysOf([one, two])).toEqual([1, 2])
  })
})

describe('children', () => {
  it('[OR10] are all that would refer to nothing if a create were discarded', () => {
    const outbox = [house(1), room(2), room(3, 'r2', { house: 'h9', beside: 'r1' }), room(4, 'r3', { house: 'h9' })]
    expect(childrenOf(testModels, outbox, { model: 'houses', id: 'h1' }).map(({ key }) => key)).toEqual([2, 3])
    const edit = update(1, {}, { house: 'h1' }, { key: 5, model: 'rooms', id: 'r5' })
    expect(childrenOf(testModels, [edit], { model: 'houses', id: 'h1' })).toEqual([edit])
  })
})
