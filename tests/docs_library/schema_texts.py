"""Schemas to try the readers on: a pension service, an interface of a register, a classifier."""

PENSIONS = """
openapi: 3.1.0
info:
  title: Pensionid
  version: "1.10"
  description: |
    Pensionide päringud.
    Teine rida.
  contact: {name: Andmeteenused, url: "https://teenused.example.ee/abi"}
  license: {name: EUPL-1.2, url: "javascript:alert(1)"}
servers:
  - {url: "https://turvaserver.example.ee/r1/ee-test/GOV/70001975/skais/pensions", description: Testkeskkond}
security: [{xtee: []}]
paths:
  /pensions/{id}:
    parameters:
      - $ref: "#/components/parameters/PensionId"
    get:
      operationId: getPension
      summary: Ühe pensioni andmed
      tags: [pensionid]
      parameters:
        - {name: on, in: query, description: Mis päeva seisuga, schema: {type: string, format: date}}
        - {name: X-Road-UserId, in: header, required: true, schema: {type: string, pattern: "^EE[0-9]{11}$"}}
      responses:
        "200":
          description: Pension
          headers: {X-Road-Request-Id: {schema: {type: string, format: uuid}}}
          content:
            application/json: {schema: {$ref: "#/components/schemas/OldAgePension"}}
            application/xml: {schema: {$ref: "#/components/schemas/OldAgePension"}}
        "404": {$ref: "#/components/responses/NotFound"}
    delete:
      deprecated: true
      security: []
      responses: {"204": {description: Kustutatud}}
  /pensions:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [person]
              properties:
                person:
                  type: object
                  required: [birthDate]
                  properties:
                    birthDate: {type: string, format: date, description: Sünniaeg}
                    names: {type: array, minItems: 1, items: {type: object, properties: {first: {type: string}}}}
                kind: {$ref: "#/components/schemas/Kind"}
      responses: {"201": {description: Lisatud}}
webhooks:
  pensionChanged: {post: {summary: Pension muutus, responses: {"200": {description: OK}}}}
components:
  securitySchemes: {xtee: {type: mutualTLS, description: X-tee turvaserver}}
  parameters:
    PensionId: {name: id, in: path, required: true, schema: {type: integer, minimum: 1, exclusiveMaximum: 1000000}}
  responses:
    NotFound:
      description: Ei leitud
      content: {application/problem+json: {schema: {$ref: "#/components/schemas/Error"}}}
  schemas:
    Kind: {type: string, description: Liik, enum: [old-age, survivor, 404, null, true]}
    Pension:
      type: object
      description: Pension
      required: [id, kind]
      properties:
        id: {type: integer}
        kind: {$ref: "#/components/schemas/Kind"}
        amount: {type: [number, "null"], minimum: 0, default: 0.50}
        oldAmount: {type: number, deprecated: true, readOnly: true}
        next: {$ref: "#/components/schemas/Pension"}
        extras: {type: object, additionalProperties: {$ref: "#/components/schemas/Error"}}
    OldAgePension:
      required: [since]
      allOf:
        - $ref: "#/components/schemas/Pension"
        - type: object
          properties:
            since: {type: string, format: date}
            payer: {oneOf: [{$ref: "#/components/schemas/Error"}, {type: string}]}
    Error: {type: object, additionalProperties: false, properties: {title: {type: string, maxLength: 200}}}
    Far: {$ref: "https://teised.example.ee/x.yaml#/Y"}
"""

STAR_TYPES = """
  <xs:schema targetNamespace="http://star.example.x-road.eu" elementFormDefault="qualified">
   <xs:import namespace="http://x-road.eu/xsd/xroad.xsd" schemaLocation="http://x-road.eu/xsd/xroad.xsd"/>
   <xs:element name="getBenefits"><xs:complexType><xs:sequence>
     <xs:element name="personalCode" type="tns:code"><xs:annotation><xs:appinfo>
       <xrd:title xml:lang="et">Isikukood</xrd:title><xrd:title xml:lang="en">Personal code</xrd:title>
     </xs:appinfo></xs:annotation></xs:element>
   </xs:sequence></xs:complexType></xs:element>
   <xs:element name="getBenefitsResponse" type="tns:benefits"/>
   <xs:element name="failure" type="xs:string"/>
   <xs:complexType name="benefits"><xs:sequence>
     <xs:element name="benefit" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
       <xs:element name="startsOn" type="xs:date"/>
     </xs:sequence></xs:complexType></xs:element>
   </xs:sequence></xs:complexType>
   <xs:simpleType name="code">
     <xs:restriction base="xs:string"><xs:pattern value="[0-9]{11}"/></xs:restriction>
   </xs:simpleType>
  </xs:schema>
"""

STAR = f"""<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="star" targetNamespace="http://star.example.x-road.eu"
  xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="http://star.example.x-road.eu"
  xmlns:xrd="http://x-road.eu/xsd/xroad.xsd">
 <wsdl:documentation>Sotsiaalteenuste ja -toetuste register</wsdl:documentation>
 <wsdl:types>{STAR_TYPES}</wsdl:types>
 <wsdl:message name="request"><wsdl:part name="body" element="tns:getBenefits"/></wsdl:message>
 <wsdl:message name="response"><wsdl:part name="body" element="tns:getBenefitsResponse"/></wsdl:message>
 <wsdl:message name="fault"><wsdl:part name="body" element="tns:failure"/></wsdl:message>
 <wsdl:message name="heads">
  <wsdl:part name="client" element="xrd:client"/><wsdl:part name="id" element="xrd:id"/>
 </wsdl:message>
 <wsdl:portType name="port"><wsdl:operation name="getBenefits">
  <wsdl:documentation><xrd:title xml:lang="en">Benefits of a person</xrd:title>
   <xrd:title xml:lang="et">Isiku toetused</xrd:title>
   <xrd:notes>Ainult kehtivad.</xrd:notes></wsdl:documentation>
  <wsdl:input message="tns:request"/><wsdl:output message="tns:response"/>
  <wsdl:fault name="noData" message="tns:fault"/>
 </wsdl:operation></wsdl:portType>
 <wsdl:binding name="soap" type="tns:port">
  <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
  <wsdl:operation name="getBenefits"><soap:operation soapAction="urn:getBenefits"/><xrd:version>v2</xrd:version>
   <wsdl:input><soap:body use="literal"/><soap:header message="tns:heads" part="client" use="literal"/></wsdl:input>
   <wsdl:output><soap:body use="literal"/></wsdl:output>
  </wsdl:operation></wsdl:binding>
 <wsdl:service name="starService"><wsdl:port name="starPort" binding="tns:soap">
  <soap:address location="http://TURVASERVER/cgi-bin/consumer_proxy"/></wsdl:port></wsdl:service>
</wsdl:definitions>"""

CLASSIFIER = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns="urn:needs" targetNamespace="urn:needs" version="3">
 <xs:annotation><xs:documentation>Abivajaduse hindamine</xs:documentation></xs:annotation>
 <xs:include schemaLocation="common.xsd"/>
 <xs:import namespace="urn:other" schemaLocation="https://skeemid.example.ee/o.xsd"/>
 <xs:element name="Person" type="Person"/>
 <xs:complexType name="Party" abstract="true">
  <xs:sequence><xs:element name="name" type="xs:string"/></xs:sequence></xs:complexType>
 <xs:complexType name="Person">
  <xs:annotation><xs:documentation>Abivajaja</xs:documentation></xs:annotation>
  <xs:complexContent><xs:extension base="Party">
   <xs:sequence>
    <xs:choice><xs:element name="personalCode" type="xs:string"/>
     <xs:element name="birth"><xs:complexType>
      <xs:sequence><xs:element name="birthDate" type="xs:date"/></xs:sequence></xs:complexType></xs:element>
    </xs:choice>
    <xs:element name="need" type="Need" minOccurs="0" maxOccurs="5"/>
    <xs:element name="guardian" type="Person" minOccurs="0" nillable="true"/>
    <xs:element ref="Person" minOccurs="0"/>
    <xs:any namespace="##other" minOccurs="0"/>
   </xs:sequence>
   <xs:attribute name="source" type="xs:string" use="required" fixed="STAR"/>
  </xs:extension></xs:complexContent></xs:complexType>
 <xs:simpleType name="Need"><xs:restriction base="xs:string">
  <xs:enumeration value="kodu">
   <xs:annotation><xs:documentation>Koduteenus</xs:documentation></xs:annotation></xs:enumeration>
  <xs:enumeration value="tugi"/><xs:maxLength value="4"/></xs:restriction></xs:simpleType>
 <xs:complexType name="Sum"><xs:simpleContent><xs:extension base="xs:decimal">
  <xs:attribute name="currency" type="o:cur" xmlns:o="urn:other"/>
 </xs:extension></xs:simpleContent></xs:complexType>
 <xs:simpleType name="Codes"><xs:list itemType="Need"/></xs:simpleType>
 <xs:simpleType name="Either"><xs:union memberTypes="Need xs:int"/></xs:simpleType>
</xs:schema>"""

DECISION = """{
 "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://skeemid.example.ee/otsus.json",
 "title": "Otsus", "description": "Otsuse andmed", "type": "object", "required": ["number"],
 "properties": {
  "number": {"type": "string", "pattern": "^[0-9/]+$", "examples": ["7/1", "7/2"]},
  "lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}, "maxItems": 1.0e2},
  "party": {"anyOf": [
   {"$ref": "#/$defs/Line"}, {"type": "object", "properties": {"code": {"const": 5}}}, {"type": "null"}]}
 },
 "patternProperties": {"^x-": {}},
 "$defs": {"Line": {"$anchor": "line", "type": "object",
  "properties": {"parent": {"$ref": "#line"}, "root": {"$ref": "#"}}}}
}"""
