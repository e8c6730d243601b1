import { expect, test } from 'vitest'
import { detectEncoding } from './detect-encoding.ts'
import { openDecoding, type TextEncoding } from './text-encoding.ts'

/** Writes text in an encoding that the platform only reads: by what every byte, or pair of bytes, reads as. */
function encode(text: string, encoding: string): Buffer {
  const bytes = new Map<string, number[]>()
  const decoder = new TextDecoder(encoding)
  const learn = (sequence: number[]) => {
    const read = decoder.decode(Uint8Array.from(sequence))
    if ([...read].length === 1 && read !== '\ufffd' && !bytes.has(read)) bytes.set(read, sequence)
  }
  for (let byte = 0; byte < 256; byte++) learn([byte])
  if (/jis|jp|gb|big5|kr/.test(encoding))
    for (let lead = 0x81; lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) learn([lead, trail])
  return Buffer.from([...text].flatMap((character) => bytes.get(character)!))
}

const german = 'id;Name;Straße\n1;Müller;Hauptstraße\n2;Jäger;Größe\n'
const polish = 'id;nazwa;miasto\n1;Łódź;Gdańsk\n2;Żółć;Kraków\n3;Świętosław;Wrocław\n'
const russian = 'имя;город\nИван Петров;Москва\nАнна Иванова;Санкт-Петербург\n'
const japanese = '名前,都市\n山田太郎,東京都\n鈴木花子,大阪府\nヤマハ,カタカナ\n'

test.each<[TextEncoding, string]>([
  ['windows-1252', 'Prix;Nom\n12 €;Élodie “Zoé”\n'],
  ['iso-8859-1', german],
  ['iso-8859-15', 'id;prix\n1;12 €\n2;13 €\n3;œuvre\n'],
  ['macintosh', german],
  ['windows-1250', polish],
  ['iso-8859-2', polish],
  ['windows-1250', 'jméno;město\nŘehoř Šťastný;Přerov\nŽofie Dvořáková;Děčín\n'],
  ['windows-1251', russian],
  ['koi8-r', russian],
  ['iso-8859-5', russian],
  ['ibm866', russian],
  ['windows-1253', 'όνομα;πόλη\nΓιώργος;Αθήνα\nΜαρία;Θεσσαλονίκη\n'],
  ['windows-1254', 'ad;şehir\nİsmail Çağlar;İstanbul\nAyşe Güneş;Muğla\nÖmer;Kırşehir\n'],
  ['windows-1255', 'שם;עיר\nדוד כהן;תל אביב\nשרה לוי;ירושלים\n'],
  ['windows-1256', 'الاسم;المدينة\nمحمد علي;القاهرة\nفاطمة;الرياض\n'],
  ['windows-1257', 'vardas;miestas\nŽemaitė;Šiauliai\nŪla;Panevėžys\nĄžuolas;Kaunas\n'],
  ['windows-874', 'ชื่อ,เมือง\nสมชาย,กรุงเทพ\nสมหญิง,เชียงใหม่\n'],
  ['shift_jis', japanese],
  ['euc-jp', japanese],
  ['gb18030', '姓名,城市\n王小明,北京市\n李华,上海市\n张伟,广州\n'],
  ['big5', '姓名,城市\n王小明,台北市\n李華,高雄市\n張偉,臺中\n'],
  ['euc-kr', '이름,도시\n김철수,서울\n이영희,부산\n박민수,대구\n'],
])('%s is found, and gives the text back', (encoding, text) => {
  const bytes = encode(text, encoding)
  expect(detectEncoding(bytes)).toBe(encoding)
  // Cut anywhere, it is the same text.
  for (const cut of [1, 7, 11, bytes.length - 1]) {
    const decoding = openDecoding(encoding)
    const parts = [decoding.decode(bytes.subarray(0, cut), false), decoding.decode(bytes.subarray(cut), true)]
    expect(parts.map((part) => part.text).join('')).toBe(text)
    expect(parts.flatMap((part) => part.broken)).toEqual([])
  }
})

test('a byte that belongs to no character is kept, and told where', () => {
  const bytes = Buffer.concat([
    encode('山田,東京\n鈴', 'shift_jis'),
    Buffer.from([0xfd]),
    encode('木,大阪\n', 'shift_jis'),
  ])
  const { text, broken } = openDecoding('shift_jis').decode(bytes, true)
  expect(text).toBe('山田,東京\n鈴ý木,大阪\n')
  expect(broken).toEqual([7])
})

test('text of four bytes a character is read in both orders, with and without a mark', () => {
  const write = (text: string, little: boolean, mark: boolean) => {
    const codes = [...(mark ? '\ufeff' : ''), ...text].map((character) => character.codePointAt(0)!)
    const bytes = Buffer.alloc(codes.length * 4)
    for (const [at, code] of codes.entries()) {
      if (little) bytes.writeUInt32LE(code, at * 4)
      else bytes.writeUInt32BE(code, at * 4)
    }
    return bytes
  }
  for (const little of [true, false])
    for (const mark of [true, false]) {
      const { text } = openDecoding(little ? 'utf-32le' : 'utf-32be').decode(write('né,😀\n1,2\n', little, mark), true)
      expect(text).toBe('né,😀\n1,2\n')
    }
})
